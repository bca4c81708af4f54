from odoo import fields, models


class ComplaintMilestone(models.Model):
    _inherit = "complaint.milestone"

    note = fields.Text(
        readonly=True, help="Why it happened, such as a reason to return."
    )
    on_behalf_id = fields.Many2one(
        "res.users",
        "On Behalf of",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The absent colleague whose delegate acted.",
    )
