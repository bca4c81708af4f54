from odoo import fields, models


class ComplaintComplaintAssign(models.TransientModel):
    """Gives many complaints to one case owner or team at once."""

    _name = "complaint.complaint.assign"
    _description = "Assign Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    team_id = fields.Many2one("complaint.team")
    user_id = fields.Many2one(
        "res.users", "Case Owner", domain="[('share', '=', False)]"
    )

    def action_assign(self):
        """Write team and case owner where given; the owner is told once for all."""
        values = {}
        if self.team_id:
            values["team_id"] = self.team_id.id
        if self.user_id:
            values["user_id"] = self.user_id.id
        self.complaint_ids.write(values)
