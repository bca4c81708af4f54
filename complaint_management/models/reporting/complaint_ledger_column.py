from odoo import api, fields, models

from .complaint_ledger_rows import DEFAULT_COLUMNS, PRINTABLE_TYPES, UNPRINTED_FIELDS


class ComplaintLedgerColumn(models.Model):
    """A column of the ledger (台账), as the company wants it. Without any, the usual
    columns are printed."""

    _name = "complaint.ledger.column"
    _inherit = ["complaint.part.mixin"]
    _description = "Ledger Column"
    _order = "sequence, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    field_name = fields.Selection(
        selection="_selection_field_name", string="Content", required=True
    )
    name = fields.Char(
        "Title", translate=True, help="Empty: the name of what is in the column."
    )
    width = fields.Integer(help="In characters; 0 for a width that suits the content.")

    _field_uniq = models.UniqueIndex(
        "(company_id, field_name)", "The ledger of the company has this column already."
    )
    _width_positive = models.Constraint(
        "CHECK (width >= 0)", "The width cannot be negative."
    )

    @api.model
    def _selection_field_name(self):
        model_fields = self.env["complaint.complaint"]._fields
        choices = [
            (name, field.get_description(self.env, ["string"])["string"])
            for name, field in model_fields.items()
            if (field.store or name == "on_time")
            and field.type in PRINTABLE_TYPES
            # what has no name for users is of no use to them
            and field.export_string_translation
            and name not in UNPRINTED_FIELDS
        ]
        return sorted(choices, key=lambda choice: choice[1])

    @api.model
    def action_add_usual(self):
        """Begin with the usual columns, to change them afterwards."""
        company = self.env.company
        known = set(self.search([("company_id", "=", company.id)]).mapped("field_name"))
        self.create(
            [
                {"field_name": name, "sequence": 10 * index, "company_id": company.id}
                for index, name in enumerate(DEFAULT_COLUMNS, 1)
                if name not in known
            ]
        )
