from collections import Counter

from odoo import models


class ComplaintCallbackCallerMixin(models.AbstractModel):
    """Who follows the customer up: whom the terms name, as far as he may know the case;
    else the follow-up staff of the team, else a supervisor."""

    _name = "complaint.callback.caller.mixin"
    _description = "Caller of a Follow-up"

    def _choose_callers(self):
        """Give each follow-up of the batch its caller; among the staff, to who has the
        fewest."""
        staff = self.team_id.member_ids.filtered("is_callback")
        loads = self._get_loads(staff.user_id)
        for callback in self:
            members = staff.filtered(lambda m, c=callback: m.team_id == c.team_id)
            candidates = (
                callback._get_named_callers(),
                members.user_id.sorted(lambda user: loads[user.id]),
                callback._get_supervisors(),
            )
            callback.user_id = next(
                (
                    users[:1]
                    for each in candidates
                    if (users := callback._filter_callers(each))
                ),
                False,
            )
            loads[callback.user_id.id] += 1

    def _get_loads(self, users):
        """How many follow-ups each of the users has to make."""
        groups = self._read_group(
            [("user_id", "in", users.ids), ("state", "=", "planned")],
            ["user_id"],
            ["__count"],
        )
        return Counter({user.id: count for user, count in groups})

    def _get_named_callers(self):
        """The users whom the terms name, best first."""
        complaint = self.complaint_id
        lead = complaint.assignment_ids.filtered("is_lead")[:1]
        contacts = lead.user_id or complaint.department_id.complaint_contact_ids
        callers = {
            "first_contact": complaint.first_contact_id,
            "owner": complaint.user_id,
            "department": contacts,
            "registrant": complaint.registered_by_id,
        }
        return callers.get(self._get_terms().callback_caller, contacts.browse())

    def _get_supervisors(self):
        if self.complaint_id:
            return self.complaint_id._get_stand_ins()
        group = self.env.ref("complaint_management.group_complaint_supervisor")
        return group.all_user_ids._filter_able(self.company_id)

    def _filter_callers(self, users):
        """Those who may know the case and, if the terms say so, do not own it. Of a
        confidential case only those who may read it."""
        complaint = self.complaint_id
        callers = users._filter_able(self.company_id) - complaint.barred_user_ids
        if self._get_terms().is_callback_by_other:
            callers -= complaint.user_id
        if complaint.is_confidential:
            callers = callers.filtered(complaint._filter_readable_by)
        return callers

    def _replace_callers(self):
        """Somebody may not know the case any more: another one calls."""
        planned = self.filtered(lambda callback: callback.state == "planned")
        planned._close_calls()
        planned._choose_callers()
        planned._open_calls()
