from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestCallback(SatisfactionCommon):
    """A customer is asked when the procedure says so, by whom it says (P17, P24)."""

    def test_planned_by_the_limit(self):
        with self.at("2026-03-06 10:00"):
            complaint = self.new_case()
            callback = self.carry_out(complaint)
        self.assertEqual(self.wall(callback.date_due), "2026-03-07 10:00")
        self.assertEqual(callback.user_id, self.user_caller)
        self.assertEqual(callback.customer_name, "Wang Fang")
        self.assertEqual(callback.phone, "13800138000")
        self.assertEqual(callback.display_name, callback.number)
        activity = callback.activity_ids
        self.assertEqual(activity.user_id, self.user_caller)

    def test_phase_follows(self):
        complaint = self.new_case()
        complaint.phase = "execution"
        self.carry_out(complaint)
        self.assertEqual(complaint.phase, "callback")

    def test_moves_with_the_deadline(self):
        with self.at("2026-03-06 10:00"):
            complaint = self.new_case()
            callback = self.carry_out(complaint)
            complaint.callback_ids.deadline_id._agree(self.utc("2026-03-09 10:00"))
        self.assertEqual(self.wall(callback.date_due), "2026-03-09 10:00")

    @mute_logger("odoo.sql_db")
    def test_planned_once(self):
        complaint = self.new_case()
        callback = self.carry_out(complaint)
        complaint._record_milestone("executed")
        self.assertEqual(len(complaint.callback_ids), 1)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            callback.sudo().copy({"deadline_id": callback.deadline_id.id})

    def test_satisfied(self):
        complaint = self.new_case()
        callback = self.carry_out(complaint)
        self.answer(callback, "C", remark="Took a while")
        self.assertEqual(callback.state, "done")
        self.assertEqual(callback.done_by_id, self.user_caller)
        self.assertEqual(complaint.satisfaction, "satisfied")
        self.assertEqual(complaint.dissatisfied_count, 0)
        self.assertEqual(self.codes(complaint)[-2:], ["called_back", "confirmed"])
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.limit)
        self.assertEqual(deadline.state, "met")
        self.assertFalse(callback.activity_ids)

    def test_result_stays_when_a_grade_changes_its_meaning(self):
        complaint = self.new_case()
        self.answer(self.carry_out(complaint), "C")
        self.grade["C"].is_satisfied = False
        self.assertEqual(complaint.satisfaction, "satisfied")

    def test_grades_of_the_procedure(self):
        own = self.env["complaint.satisfaction.grade"].create(
            {"grade": "1", "name": "Fine", "procedure_id": self.rules.id}
        )
        callback = self.carry_out(self.new_case())
        self.assertEqual(callback.available_grade_ids, own)

    def test_everything_missing_is_said(self):
        callback = self.carry_out(self.new_case())
        with self.assertRaisesRegex(UserError, "how satisfied"):
            callback.action_finish()
        with self.assertRaisesRegex(UserError, "what the customer says"):
            self.answer(callback, "D")

    def test_ended_result_stays(self):
        callback = self.carry_out(self.new_case())
        self.answer(callback, "A")
        with self.assertRaises(AccessError):
            callback.remark = "No, he was angry"
        with self.assertRaisesRegex(UserError, "Answered"):
            callback.action_finish()

    def test_course_follows_from_acts_only(self):
        callback = self.carry_out(self.new_case())
        for values in ({"state": "done"}, {"is_satisfied": True}, {"round": 2}):
            with self.assertRaises(AccessError):
                callback.write(values)

    def test_nobody_answers(self):
        with self.at("2026-03-06 10:00"):
            callback = self.carry_out(self.new_case())
            callback.action_miss()
            # four working hours later: the noon break does not count
            self.assertEqual(self.wall(callback.date_next_attempt), "2026-03-06 15:00")
            self.assertFalse(callback.can_give_up)
            with self.assertRaisesRegex(UserError, "1 of 3"):
                callback.action_give_up()
            callback.action_miss()
            callback.action_miss()
            callback.action_give_up()
        self.assertEqual(callback.state, "unreachable")
        complaint = callback.sudo().complaint_id
        self.assertEqual(complaint.satisfaction, "unreachable")
        self.assertIn("called_back", self.codes(complaint))
        self.assertEqual(len(callback.attempt_ids), 3)

    def test_never_given_up(self):
        self.limit.callback_attempts = 0
        callback = self.carry_out(self.new_case())
        callback.action_miss()
        with self.assertRaisesRegex(UserError, "does not give"):
            callback.action_give_up()

    def test_closed_case_needs_none(self):
        complaint = self.new_case()
        callback = self.carry_out(complaint)
        complaint.write({"outcome": "solved", "validity": "valid", "phase": "closed"})
        self.assertEqual(callback.state, "cancelled")
        self.assertFalse(callback.activity_ids)

    def test_no_customer_no_callback(self):
        complaint = self.new_case(partner_id=False, origin="staff_initiated")
        complaint._record_milestone("executed")
        self.assertFalse(complaint.callback_ids)
        self.assertFalse(complaint.deadline_ids)

    def test_only_for_the_validity(self):
        self.limit.validity = "valid"
        complaint = self.new_case(validity="invalid")
        complaint._record_milestone("executed")
        self.assertFalse(complaint.callback_ids)
        complaint.validity = "valid"
        self.assertEqual(complaint.callback_ids.state, "planned")
        complaint.validity = "invalid"
        self.assertEqual(complaint.callback_ids.state, "cancelled")
        complaint.validity = "valid"
        self.assertEqual(complaint.callback_ids.state, "planned")

    def test_planned_by_hand(self):
        complaint = self.new_case()
        callback = (
            self.env["complaint.callback"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "date_due": self.reference_now + timedelta(days=200),
                }
            )
        )
        self.assertEqual(callback.user_id, self.user_caller)
        self.answer(callback.with_user(self.user_caller), "B")
        self.assertEqual(complaint.satisfaction, "satisfied")


@tagged("post_install", "-at_install", "complaint")
class TestCallbackCaller(SatisfactionCommon):
    """Who asks: first receiver (P14), owner, staff (P15), department (P13) …"""

    def plan(self, caller, **values):
        self.limit.callback_caller = caller
        complaint = self.new_case(**values)
        complaint._record_milestone("executed")
        return complaint.callback_ids

    def test_named_by_the_procedure(self):
        for caller, user in (
            ("first_contact", self.user_employee),
            ("owner", self.user_agent),
            ("registrant", self.user_agent),
            ("staff", self.user_caller),
            ("department", self.user_respondent),
        ):
            callback = self.plan(
                caller,
                first_contact_id=self.user_employee.id,
                department_id=self.department_quality.id,
            )
            self.assertEqual(callback.user_id, user, caller)

    def test_not_the_case_owner(self):
        self.limit.is_callback_by_other = True
        callback = self.plan("owner")
        self.assertEqual(callback.user_id, self.user_caller)
        callback.grade_id = self.grade["A"]
        with self.assertRaisesRegex(UserError, "somebody else than the case owner"):
            callback.with_user(self.user_agent).action_finish()

    def test_not_who_is_complained_about(self):
        callback = self.plan("staff", subject_user_ids=self.user_caller.ids)
        self.assertEqual(callback.user_id, self.user_supervisor)

    def test_taken_from_who_is_complained_about(self):
        callback = self.plan("staff")
        callback.complaint_id.subject_user_ids = self.user_caller
        self.assertEqual(callback.user_id, self.user_supervisor)
        self.assertFalse(callback.with_user(self.user_caller).has_access("read"))
        self.assertEqual(callback.activity_ids.user_id, self.user_supervisor)

    def test_confidential_stays_at_the_desk(self):
        callback = self.plan("department", department_id=self.department_quality.id)
        self.assertEqual(callback.user_id, self.user_respondent)
        callback.complaint_id.is_confidential = True
        self.assertEqual(callback.user_id, self.user_caller)
        self.assertFalse(callback.with_user(self.user_respondent).has_access("read"))

    def test_staff_share_the_work(self):
        other = self._new_user("caller_two", "agent")
        self.team.member_ids = [(0, 0, {"user_id": other.id, "is_callback": True})]
        callers = {self.plan("staff").user_id for _turn in range(2)}
        self.assertEqual(callers, {self.user_caller, other})

    def test_department_asks_without_reading_the_case(self):
        callback = self.plan("department", department_id=self.department_quality.id)
        mine = callback.with_user(self.user_respondent)
        self.assertIn(mine, mine.search([("is_mine", "=", True)]))
        self.assertFalse(mine.complaint_id.has_access("read"))
        self.answer(mine, "A")
        self.assertEqual(callback.complaint_id.satisfaction, "satisfied")

    def test_stands_in_for_who_is_absent(self):
        callback = self.plan("first_contact", first_contact_id=self.user_employee.id)
        delegate = self.user_respondent
        with self.assertRaises(AccessError):
            callback.with_user(delegate).read(["phone"])
        self.env["complaint.delegation"].create(
            {
                "user_id": self.user_employee.id,
                "delegate_id": delegate.id,
                "date_from": self.env.cr.now() - timedelta(hours=1),
                "date_to": self.env.cr.now() + timedelta(days=1),
            }
        )
        mine = callback.with_user(delegate)
        self.assertIn(mine, mine.search([("is_mine", "=", True)]))
        self.answer(mine, "A")
        milestone = callback.complaint_id.milestone_ids.filtered(
            lambda m: m.code == "called_back"
        )
        self.assertEqual(milestone.user_id, delegate)
        self.assertEqual(milestone.on_behalf_id, self.user_employee)
