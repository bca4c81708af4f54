from odoo import api, fields, models


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    penalty_mode = fields.Selection(
        string="Penalty Mode", related="procedure_id.penalty_mode"
    )
    penalty_ids = fields.One2many("complaint.penalty", "complaint_id", "Penalties")
    penalty_count = fields.Integer(compute="_compute_penalty_count")

    @api.depends("penalty_ids")
    def _compute_penalty_count(self):
        groups = self.env["complaint.penalty"]._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for complaint in self:
            complaint.penalty_count = counts.get(complaint.id, 0)

    def action_open_penalties(self):
        """Open the penalties of the complaint that the user may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_penalty_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }
