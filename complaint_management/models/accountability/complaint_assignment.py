from odoo import fields, models

from ...tools.holding import TAKING
from ..complaint_data import OPEN_DEADLINE_STATES

# after these the work is not with the department any more; a reply may be returned
GIVING_BACK = ("refused", "assignment_cancelled")


class ComplaintAssignment(models.Model):
    _inherit = "complaint.assignment"

    is_penalty_allowed = fields.Boolean(compute="_compute_is_penalty_allowed")

    def _compute_is_penalty_allowed(self):
        for assignment in self:
            # sudo: departments have no right on complaints
            procedure = assignment.sudo().complaint_id.procedure_id
            assignment.is_penalty_allowed = procedure.penalty_mode in (
                "opinion",
                "tariff",
            )

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._pass_deadlines_on()
        return result

    def _replace_contact(self):
        super()._replace_contact()
        self._pass_deadlines_on()

    def _pass_deadlines_on(self):
        """A new contact answers for what is not missed yet; who missed a limit before
        stays answerable for it."""
        # sudo: deadlines are written by the engine only
        deadlines = self.env["complaint.deadline"].sudo()
        for user, assignments in self.grouped("user_id").items():
            deadlines.search(
                [
                    ("assignment_id", "in", assignments.ids),
                    ("state", "in", OPEN_DEADLINE_STATES),
                    ("date_due", ">", self.env.cr.now()),
                    ("user_id", "!=", user.id),
                ]
            ).write({"user_id": user.id})

    def _get_holder_at(self, moment):
        """Which of the assignments was with its department at the moment: not yet given
        back, nor cancelled; the last one of several."""
        held = self.browse()
        taken = {}
        for assignment in self:
            course = assignment.milestone_ids.filtered(
                lambda milestone: (
                    milestone.date <= moment
                    and milestone.code in (*TAKING, *GIVING_BACK)
                )
            ).sorted(lambda milestone: (milestone.date, milestone.id))
            if course and course[-1].code in TAKING:
                held |= assignment
                taken[assignment.id] = (course[-1].date, assignment.id)
        return held.sorted(lambda assignment: taken[assignment.id])[-1:]

    def _do_mark_unreported(self, reason):
        """Not reported as prescribed counts like being late (P20)."""
        result = super()._do_mark_unreported(reason)
        # sudo: escalations are written by the engine only
        self.sudo()._fire_penalty_check()
        return result

    def _fire_penalty_check(self):
        """Have the cron propose what the tariff asks for."""
        charged = self.filtered(
            lambda assignment: (
                assignment.complaint_id.procedure_id.penalty_mode == "tariff"
            )
        )
        self.env["complaint.escalation"]._fire_penalty_check(
            [
                {
                    "complaint_id": assignment.complaint_id.id,
                    "assignment_id": assignment.id,
                    "company_id": assignment.company_id.id,
                    "source_key": f"unreported:{assignment.id}:"
                    f"{assignment.date_unreported}",
                }
                for assignment in charged
            ]
        )
