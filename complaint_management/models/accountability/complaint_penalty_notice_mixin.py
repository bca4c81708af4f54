from odoo import models
from odoo.tools import format_amount


class ComplaintPenaltyNoticeMixin(models.AbstractModel):
    """The printed notices: 处罚通知单, and 罚款通知单 for each further month (P24)."""

    _name = "complaint.penalty.notice.mixin"
    _inherit = ["complaint.form.mixin"]
    _description = "Notices of Complaint Penalties"

    def _get_notice_form(self):
        """处罚通知单 or 罚款通知单 (P24), a key of FORMS."""
        return f"penalty_{self.notice_kind}"

    def _get_form_partner(self):
        """The reader of the notice: the person, or the manager of the department."""
        return self._get_notified_users()[:1].partner_id

    def _get_charged_deadlines(self):
        """What was missed: for a fine the limit that was missed first."""
        deadline = self.deadline_id
        if self.occasion == "month":
            deadline = deadline.origin_id or deadline
        return deadline | self.deadline_ids

    def _get_measure_text(self):
        """The penalty in words: 600.00 ¥ (300.00 ¥ × 2), 2 points, criticism."""
        self.ensure_one()
        if self.kind == "criticism":
            return self._get_label("kind")
        if self.kind == "points":
            return self.env._("%(points)s points", points=f"{self.points:g}")
        amount, unit = (
            format_amount(self.env, value, self.currency_id)
            for value in (self.amount, self.unit_amount)
        )
        if self.factor == 1:
            return amount
        return self.env._(
            "%(amount)s (%(unit)s × %(factor)s)",
            amount=amount,
            unit=unit,
            factor=f"{self.factor:g}",
        )
