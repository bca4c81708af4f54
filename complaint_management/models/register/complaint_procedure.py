from odoo import fields, models


class ComplaintProcedure(models.Model):
    """A rule book: which levels there are and how complaints are handled."""

    _name = "complaint.procedure"
    _description = "Complaint Procedure"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code of the procedure, e.g. P24.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    description = fields.Html(translate=True)
    level_ids = fields.One2many("complaint.level", "procedure_id", "Levels", copy=True)
    is_conflict_barred = fields.Boolean(
        "Bar the Persons Complained About",
        default=True,
        help="Whoever is complained about never sees the complaint (P20). Switch off"
        " only where the procedure has that person investigate (P03).",
    )
    registration_form_title = fields.Char(
        translate=True,
        help="Title of the printed registration form. Empty: Complaint Registration Form.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another procedure of the company has this code.",
    )

    def _get_registration_form_title(self):
        """Title of the registration form in the language of the context (P01, P03, P05,
        P14 each name it differently); also for complaints without a procedure."""
        return self.registration_form_title or self.env._("Complaint Registration Form")
