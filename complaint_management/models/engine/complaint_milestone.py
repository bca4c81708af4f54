from odoo import SUPERUSER_ID, fields, models

from ..complaint_data import MILESTONES


class ComplaintMilestone(models.Model):
    """Append-only memory of what happened when. Deadlines start and end here."""

    _name = "complaint.milestone"
    _description = "Complaint Milestone"
    _rec_name = "code"
    _order = "date, id"

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    code = fields.Selection(MILESTONES, required=True)
    date = fields.Datetime(required=True)
    round = fields.Integer(required=True, default=1)
    user_id = fields.Many2one("res.users", "Recorded by", ondelete="restrict")

    def _have_effects(self, is_entry=False):
        """Let deadlines and escalation follow the milestones.

        :param bool is_entry: whether these are the first ones of new complaints
        """
        # sudo: respondents have no right on complaints
        live = self.sudo().filtered(
            # members of a mass incident have neither limits nor escalation of their own
            lambda m: not (m.complaint_id.is_historic or m.complaint_id.parent_id)
        )
        if live:
            # superuser: time limits run whoever acts
            live = live.with_user(SUPERUSER_ID)
            deadlines = live.env["complaint.deadline"]
            if is_entry:
                deadlines._begin(live)
            else:
                deadlines._follow(live)
            live.env["complaint.escalation"]._fire_milestones(live)
