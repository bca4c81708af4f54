from odoo import api, fields, models
from odoo.tools import SQL

from ..complaint_data import MILESTONES


class ComplaintMilestoneType(models.Model):
    """A milestone that a time limit can wait for: one row for each code, so that
    several can be chosen. Nobody edits them; the labels are those of the code."""

    _name = "complaint.milestone.type"
    _description = "Complaint Milestone Type"
    _rec_name = "code"
    _order = "id"

    code = fields.Selection(MILESTONES, required=True, readonly=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This milestone exists already.")

    def init(self):
        """Add the rows of codes that are new."""
        for code, _label in self._fields["code"].selection:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO complaint_milestone_type (code) VALUES (%s)"
                    " ON CONFLICT (code) DO NOTHING",
                    code,
                )
            )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for milestone in self:
            milestone.display_name = labels.get(milestone.code)

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("ilike", "=") or not isinstance(value, str):
            return NotImplemented
        labels = self._fields["code"]._description_selection(self.env)
        codes = [code for code, label in labels if value.lower() in label.lower()]
        return [("code", "in", codes)]
