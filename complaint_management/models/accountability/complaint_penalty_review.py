from odoo import api, models

from .accountability_data import STANDING_PENALTY_STATES


class ComplaintPenalty(models.Model):
    """What becomes of penalties when their deadlines are explained or corrected."""

    _inherit = "complaint.penalty"

    def _review(self):
        """Cancel proposals whose deadline was explained or corrected since, flag what
        was approved already, and take the flag back when it was missed after all."""
        for penalty in self.filtered(lambda p: p.deadline_id or p.deadline_ids):
            if penalty._is_justified():
                if penalty.is_flagged:
                    penalty.is_flagged = False
            elif penalty.state == "proposed":
                penalty._do_cancel(
                    self.env._("The deadline was explained or corrected.")
                )
                penalty._charge_again()
            elif penalty.state not in ("waived", "cancelled"):
                penalty._flag()

    def _charge_again(self):
        """The key is free again: the limit may have been missed after all, or at another
        level, whose tariff charges it instead."""
        self.ensure_one()
        self.source_key = f"{self.source_key}:{self.id}"
        deadlines = self.complaint_id.deadline_ids.filtered(
            lambda deadline: (
                deadline.target_codes == self.deadline_id.target_codes
                and deadline.round == self.deadline_id.round
                and deadline._is_miss_justified("late")
            )
        )
        deadlines._filter_charged()._fire_penalty_check(f":{self.id}")

    def _is_justified(self):
        self.ensure_one()
        if self.deadline_id:
            return self.deadline_id._is_penalty_justified(self)
        explained = self.deadline_ids.filtered(
            lambda deadline: not deadline._is_penalty_justified(self)
        )
        return self.times - len(explained) >= self.tariff_id.repeat_count

    def _flag(self):
        if not self.is_flagged:
            self.is_flagged = True
            self._message_log(
                body=self.env._(
                    "The deadline was explained or corrected after the approval."
                )
            )

    @api.model
    def _get_doubted(self, values_list):
        """Decided penalties of the same cases that were explained or corrected since."""
        ids = {values["complaint_id"] for values in values_list}
        return self.search(
            [
                ("complaint_id", "in", list(ids)),
                ("is_flagged", "=", True),
                ("state", "in", (*STANDING_PENALTY_STATES, "executed")),
            ]
        )

    @api.model
    def _get_doubt(self, standing, values):
        """Nothing is charged twice: what was decided for the same miss has to be
        cancelled first."""
        deadline = self.env["complaint.deadline"].browse(values.get("deadline_id"))
        same = standing.filtered(
            lambda penalty: (
                deadline
                and penalty.deadline_id.target_codes == deadline.target_codes
                and penalty.deadline_id.assignment_id == deadline.assignment_id
                and penalty.deadline_id.round == deadline.round
                and penalty.occasion == values["occasion"]
                and penalty.months == values["months"]
                and penalty.target_kind == values["target_kind"]
                and penalty.kind == values["kind"]
            )
        )
        return ("doubted", {"penalty": same[0]}) if same else None
