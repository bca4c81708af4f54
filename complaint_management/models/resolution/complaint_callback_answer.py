from odoo import fields, models

from .resolution_data import ANSWER_FLAGS


class ComplaintCallbackAnswer(models.Model):
    """What a customer answered through the link of a follow-up; kept as it came. The
    first one counts, the others are flagged."""

    _name = "complaint.callback.answer"
    _description = "Answer through a Link"
    _order = "date, id"

    callback_id = fields.Many2one(
        "complaint.callback",
        "Follow-up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    grade_id = fields.Many2one(
        "complaint.satisfaction.grade",
        "Satisfaction",
        required=True,
        ondelete="restrict",
    )
    is_solved = fields.Boolean("Solved")
    is_pursued = fields.Boolean("Pursue Further")
    comment = fields.Text()
    flag = fields.Selection(ANSWER_FLAGS, help="Why the answer does not count.")

    _counted_uniq = models.UniqueIndex(
        "(callback_id) WHERE flag IS NULL", "The customer has answered already."
    )
