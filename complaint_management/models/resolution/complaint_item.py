from odoo import fields, models


class ComplaintItem(models.Model):
    """The verdict on one matter: cause and person at fault too (P03)."""

    _inherit = "complaint.item"

    cause_id = fields.Many2one(
        "complaint.cause", index="btree_not_null", ondelete="restrict"
    )
    fault_user_id = fields.Many2one(
        "res.users",
        "Person at Fault",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    measure = fields.Text(
        "What We Do", help="Answers the matter in the letter to the customer."
    )
