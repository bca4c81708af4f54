from odoo import api, fields, models

from ..complaint_data import ACT_KINDS


class ComplaintAct(models.Model):
    """An act that moved a clock, or what a clock depends on: who, when, from what to
    what, and why. Written by the acts alone, and kept as long as the case."""

    _name = "complaint.act"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Act that Moves a Clock"
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(ACT_KINDS, "Act", required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    date = fields.Datetime("On", required=True, default=fields.Datetime.now)
    moment_before = fields.Datetime(export_string_translation=False)
    moment_after = fields.Datetime(export_string_translation=False)
    value_before = fields.Char(export_string_translation=False)
    value_after = fields.Char(export_string_translation=False)
    before = fields.Char("From", compute="_compute_change")
    after = fields.Char("To", compute="_compute_change")
    reason = fields.Text()

    @api.depends("moment_before", "moment_after", "value_before", "value_after")
    @api.depends_context("tz", "lang")
    def _compute_change(self):
        """Moments in the time zone of the reader."""
        for act in self:
            act.before = act._tell(act.moment_before) or act.value_before
            act.after = act._tell(act.moment_after) or act.value_after

    def _tell(self, moment):
        return self._format_moment(moment, self.env.user)

    @api.depends("complaint_id", "kind")
    def _compute_display_name(self):
        """The number and what was done, and nothing of the case."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for act in self:
            number = act.complaint_id.display_name or ""
            act.display_name = f"{number} · {kinds.get(act.kind, '')}"
