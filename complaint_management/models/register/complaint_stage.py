from odoo import fields, models
from odoo.tools import ormcache

from ..complaint_data import PHASES


class ComplaintStage(models.Model):
    """A kanban column. Its phase tells the code what the column means."""

    _name = "complaint.stage"
    _inherit = ["complaint.cached.name.mixin"]
    _description = "Complaint Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    phase = fields.Selection(PHASES, required=True, index=True)
    fold = fields.Boolean("Folded in Kanban")
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)

    def _get_first_by_phase(self):
        """Map each phase to its first active stage."""
        ids = self._get_first_ids_by_phase()
        return {phase: self.browse(stage_id) for phase, stage_id in ids.items()}

    @ormcache()
    def _get_first_ids_by_phase(self):
        first = {}
        # sudo: cached for everybody
        for stage in self.sudo().search([("active", "=", True)]):
            first.setdefault(stage.phase, stage.id)
        return first
