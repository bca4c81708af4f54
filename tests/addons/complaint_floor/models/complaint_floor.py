from odoo import fields, models


class ComplaintFloor(models.Model):
    """The smallest document that customers can write to."""

    _name = "complaint.floor"
    _inherit = ["mail.thread"]
    _description = "Complaint Floor"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner")
    stage_id = fields.Many2one(
        "complaint.floor.stage",
        default=lambda self: self.env["complaint.floor.stage"].search([], limit=1),
        group_expand="_read_group_expand_full",
        index=True,
        tracking=True,
    )
