from odoo import fields, models

from ..complaint_data import PHASES


class ComplaintStage(models.Model):
    """A kanban column. Its phase tells the code what the column means."""

    _name = "complaint.stage"
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
        first = {}
        for stage in self.search([]):
            first.setdefault(stage.phase, stage)
        return first
