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
        # sudo: whoever is charged is told, whether he may read deadlines or not
        charged = self.sudo()
        deadline = charged.deadline_id
        if charged.occasion == "month":
            deadline = deadline.origin_id or deadline
        return deadline | charged.deadline_ids

    def _get_measure_text(self):
        """The penalty in words: 600.00 ¥ (300.00 ¥ × 2), 2 points, criticism; what an
        appeal made of it: 200.00 ¥ instead of 600.00 ¥."""
        self.ensure_one()
        if self.kind == "criticism":
            return self._get_label("kind")
        is_points = self.kind == "points"
        unit = self.unit_points if is_points else self.unit_amount
        text = self._format_measure(self.points if is_points else self.amount)
        if self.appeal_decision == "reduced":
            return self.env._(
                "%(penalty)s instead of %(before)s",
                penalty=text,
                before=self._format_measure(unit * self.factor),
            )
        if self.factor == 1:
            return text
        return self.env._(
            "%(amount)s (%(unit)s × %(factor)s)",
            amount=text,
            unit=self._format_measure(unit),
            factor=f"{self.factor:g}",
        )

    def _format_measure(self, value):
        if self.kind == "points":
            return self.env._("%(points)s points", points=f"{value:g}")
        return format_amount(self.env, value, self.currency_id)
