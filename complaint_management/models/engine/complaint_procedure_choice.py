from odoo import api, fields, models
from odoo.tools import ormcache

from ..complaint_data import KINDS


class ComplaintProcedureChoice(models.Model):
    """Complaints of a kind or category that follow another procedure than that of their
    team. The first row that matches decides; empty criteria match everything."""

    _name = "complaint.procedure.choice"
    _description = "Choice of the Complaint Procedure"
    _inherit = ["complaint.cached.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one("complaint.team", ondelete="cascade")
    kind = fields.Selection(KINDS)
    category_id = fields.Many2one("complaint.category", ondelete="cascade")

    _criterion_given = models.Constraint(
        "CHECK (kind IS NOT NULL OR category_id IS NOT NULL)",
        "Choose a kind or a category for which the procedure is reserved.",
    )

    @api.model
    def _get_all(self):
        """All choices in their order, as superuser: which procedure is chosen must not
        depend on what the registrant may see."""
        return self.sudo().browse(self._get_all_ids())

    @ormcache()
    def _get_all_ids(self):
        # sudo: see _get_all
        return tuple(self.sudo().search([]).ids)

    def _find_for(self, complaint):
        """The first choice that matches the complaint."""
        ancestors = (complaint.category_id.parent_path or "").split("/")
        return self.filtered(
            lambda choice: (
                choice.procedure_id.active
                and choice.procedure_id.company_id
                in (complaint.company_id, complaint.company_id.browse())
                and choice.team_id in (complaint.team_id, complaint.team_id.browse())
                and (not choice.kind or choice.kind == complaint.kind)
                and (not choice.category_id or str(choice.category_id.id) in ancestors)
            )
        )[:1]
