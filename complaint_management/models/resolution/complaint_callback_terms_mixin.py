from odoo import fields, models

from .resolution_data import CALLBACK_CALLERS, CALLBACK_CHANNELS


class ComplaintCallbackTermsMixin(models.AbstractModel):
    """How customers are followed up (回访): by whom, through which channel, with which
    words, and what happens when nobody answers."""

    _name = "complaint.callback.terms.mixin"
    _description = "Terms of Follow-ups"

    callback_caller = fields.Selection(
        CALLBACK_CALLERS,
        "Followed Up by",
        default="staff",
        help="Nobody of that kind, or only people who may not see the case: the"
        " follow-up staff of the team, else a supervisor.",
    )
    callback_channel = fields.Selection(
        CALLBACK_CHANNELS,
        "Follow-up through",
        default="phone",
        help="What the customer prefers himself takes precedence.",
    )
    is_callback_by_other = fields.Boolean(
        "Not by the Case Owner",
        help="Somebody else than the case owner asks the customer.",
    )
    callback_script = fields.Text(
        "Script", translate=True, help="What the caller says."
    )
    callback_attempts = fields.Integer(
        "Attempts",
        default=3,
        help="After so many vain attempts the customer may be given up as unreachable;"
        " 0: never.",
    )
    callback_interval = fields.Integer("Next Attempt after (Working Hours)", default=4)

    _callback_attempts_positive = models.Constraint(
        "CHECK (callback_attempts >= 0)", "The number of attempts cannot be negative."
    )
    _callback_interval_positive = models.Constraint(
        "CHECK (callback_interval > 0)", "The next attempt comes later."
    )
