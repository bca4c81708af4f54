from odoo import fields, models


class ComplaintCallbackAttempt(models.Model):
    """One attempt to reach the customer; kept as it was."""

    _name = "complaint.callback.attempt"
    _description = "Follow-up Attempt"
    _order = "date desc, id desc"

    callback_id = fields.Many2one(
        "complaint.callback",
        "Follow-up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    is_reached = fields.Boolean("Reached")
    note = fields.Char()
    date_next = fields.Datetime("Next Attempt on")
