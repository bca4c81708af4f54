from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .assignment_common import AssignmentCommon


class MeasureCommon(AssignmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env["complaint.cause"].create({"name": "Box too thin"})

    @classmethod
    def _new_measure(cls, complaint=None, user=None, **values):
        """A corrective action of quality, ready to be submitted."""
        return (
            cls.env["complaint.measure"]
            .with_user(user or cls.user_agent)
            .create(
                {
                    "name": "Stronger boxes for glass",
                    "complaint_ids": [
                        Command.set((complaint or cls.env["complaint.complaint"]).ids)
                    ],
                    "department_id": cls.department_quality.id,
                    "cause_id": cls.cause.id,
                    "description": "Double-walled boxes",
                    "date_due": "2030-01-31",
                    **values,
                }
            )
            .with_user(cls.env.user)
        )

    @classmethod
    def _carry_out(cls, measure):
        """Submit, release, do."""
        measure.with_user(cls.user_respondent).action_submit()
        measure.with_user(cls.user_agent).action_review()
        measure.with_user(cls.user_respondent).result = "Boxes ordered and in use"
        measure.with_user(cls.user_respondent).action_finish()

    @classmethod
    def _verify(cls, measure, user, effect="effective"):
        cls.env["complaint.measure.verify"].with_user(user).create(
            {"measure_ids": measure.ids, "effect": effect, "note": "Looked at it"}
        ).action_verify()


@tagged("post_install", "-at_install", "complaint")
class TestMeasure(MeasureCommon):
    def test_owner_is_the_contact_of_the_department(self):
        measure = self._new_measure(self._create_complaint())
        self.assertEqual(measure.user_id, self.user_respondent)
        self.assertEqual(measure.category_id, self.category)
        self.assertEqual(measure.team_id, self.team)
        self.assertEqual(measure.activity_ids.user_id, self.user_respondent)
        self.assertEqual(str(measure.activity_ids.date_deadline), "2030-01-31")

    def test_p06_from_draft_to_verified_effect(self):
        complaint = self._create_complaint(user_id=self.user_agent.id)
        measure = self._new_measure(complaint)
        self._carry_out(measure)
        self.assertEqual(measure.state, "done")
        self.assertIn("measure_submitted", complaint.milestone_ids.mapped("code"))
        self.assertEqual(measure.activity_ids.user_id, self.user_agent)
        self._verify(measure, self.user_agent)
        self.assertEqual(measure.state, "verified")
        self.assertEqual(measure.verified_by_id, self.user_agent)
        self.assertFalse(measure.activity_ids)

    def test_submitting_tells_everything_missing(self):
        measure = self._new_measure(
            cause_id=False, description=False, date_due=False, user=self.user_supervisor
        )
        with self.assertRaises(UserError) as refused:
            measure.with_user(self.user_supervisor).action_submit()
        for missing in ("what is done", "until when", "cause"):
            self.assertIn(missing, str(refused.exception))

    def test_p06_executive_reviews_by_the_approval_rule(self):
        self._approve_by("measure", "executive", procedure_id=self.procedure.id)
        measure = self._new_measure(self._create_complaint())
        measure.with_user(self.user_respondent).action_submit()
        self.assertTrue(measure.is_approval_pending)
        with self.assertRaisesRegex(UserError, "approvers decide"):
            measure.with_user(self.user_agent).action_review()
        approval = measure.approval_ids.with_user(self.user_executive)
        self.assertIn("Double-walled boxes", approval.content)
        approval.action_approve()
        self.assertEqual(measure.state, "reviewed")
        self.assertEqual(measure.reviewed_by_id, self.user_executive)

    def test_refused_review_loses_nothing(self):
        self._approve_by("measure", "executive", procedure_id=self.procedure.id)
        measure = self._new_measure(self._create_complaint())
        measure.with_user(self.user_respondent).action_submit()
        self.env["complaint.approval.refuse"].with_user(self.user_executive).create(
            {"approval_ids": measure.approval_ids.ids, "reason": "Too vague"}
        ).action_refuse()
        self.assertEqual(measure.state, "draft")
        self.assertEqual(measure.return_reason, "Too vague")
        self.assertEqual(measure.description, "Double-walled boxes")

    def test_executive_reviews_by_own_act(self):
        measure = self._new_measure(self._create_complaint())
        measure.with_user(self.user_respondent).action_submit()
        self.env["complaint.measure.return"].with_user(self.user_executive).create(
            {"measure_ids": measure.ids, "reason": "Name the supplier"}
        ).action_return()
        self.assertEqual(measure.state, "draft")
        measure.with_user(self.user_respondent).action_submit()
        measure.with_user(self.user_executive).action_review()
        self.assertEqual(measure.state, "reviewed")

    def test_four_eyes(self):
        complaint = self._create_complaint(user_id=self.user_agent.id)
        measure = self._new_measure(complaint, user_id=self.user_agent.id)
        measure.with_user(self.user_agent).action_submit()
        with self.assertRaisesRegex(UserError, "somebody else reviews"):
            measure.with_user(self.user_agent).action_review()
        measure.with_user(self.user_supervisor).action_review()
        measure.with_user(self.user_agent).result = "Done"
        measure.with_user(self.user_agent).action_finish()
        with self.assertRaisesRegex(UserError, "somebody else verifies"):
            self._verify(measure, self.user_agent)
        self._verify(measure, self.user_supervisor)
        self.assertEqual(measure.state, "verified")

    @users("complaint_respondent")
    def test_nobody_writes_the_course(self):
        measure = self._new_measure(self._create_complaint()).with_user(self.env.user)
        for name, value in (("state", "verified"), ("effect", "effective")):
            with self.assertRaises(AccessError):
                measure.write({name: value})
        measure.action_submit()
        with self.assertRaises(AccessError):
            measure.description = "Something else"

    def test_ineffective_begins_again(self):
        measure = self._new_measure(self._create_complaint())
        self._carry_out(measure)
        self._verify(measure, self.user_agent, "ineffective")
        self.assertEqual(measure.state, "draft")
        self.assertEqual(measure.round, 2)
        self.assertEqual(measure.activity_ids.user_id, self.user_respondent)

    def test_cause_comes_back_within_the_watch_period(self):
        measure = self._new_measure(self._create_complaint())
        with self.mock_datetime_and_now(datetime(2026, 3, 2, 9)):
            self._carry_out(measure)
            self._verify(measure, self.user_agent)
        self.assertEqual(str(measure.date_watch_end), "2026-09-02")
        with self.mock_datetime_and_now(datetime(2026, 3, 5, 9)):
            other = self._create_complaint(
                category_id=self.env.ref(
                    "complaint_management.complaint_category_service"
                ).id,
                cause_id=self.cause.id,
            )
            again = self._create_complaint()
            self.assertEqual(measure.state, "verified")
            again.with_user(self.user_agent).cause_id = self.cause
        self.assertEqual(measure.state, "draft")
        self.assertEqual(measure.round, 2)
        self.assertEqual(measure.recurrence_ids, again)
        self.assertIn(again.number, measure.return_reason)
        self.assertNotIn(other, measure.recurrence_ids)

    def test_cause_comes_back_after_the_watch_period(self):
        measure = self._new_measure(self._create_complaint())
        with self.mock_datetime_and_now(datetime(2026, 3, 2, 9)):
            self._carry_out(measure)
        with self.mock_datetime_and_now(datetime(2026, 10, 2, 9)):
            self._create_complaint(cause_id=self.cause.id)
        self.assertEqual(measure.state, "done")

    def test_p21_interim_measure_at_once(self):
        complaint = self._create_complaint()
        measure = self._new_measure(
            complaint, kind="interim", result="Water brought", is_customer_told=True
        )
        measure.with_user(self.user_respondent).action_finish()
        self.assertEqual(measure.state, "done")
        self.assertFalse(measure.date_watch_end)

    def test_p13_review_meeting_without_a_complaint(self):
        meeting = self._new_measure(
            kind="meeting",
            user=self.user_supervisor,
            user_id=self.user_supervisor.id,
        ).with_user(self.user_supervisor)
        with self.assertRaises(UserError) as refused:
            meeting.action_finish()
        self.assertIn("when it was held", str(refused.exception))
        self.assertIn("participants", str(refused.exception))
        meeting.write(
            {
                "date_held": "2026-03-05 09:00:00",
                "participant_ids": [Command.link(self.user_employee.id)],
                "minutes": "<p>Cases of February</p>",
            }
        )
        meeting.action_finish()
        self.assertTrue(meeting.with_user(self.user_employee).has_access("read"))

    def test_department_notes_it_on_its_assignment(self):
        """P06: the record of the department ends its limit; it never sees the case."""
        complaint = self._create_complaint()
        assignment = self._dispatch(complaint)
        measure = (
            self.env["complaint.measure"]
            .with_user(self.user_respondent)
            .create(
                {
                    "name": "Stronger boxes",
                    "assignment_id": assignment.id,
                    "cause_analysis": "Thin cardboard",
                    "description": "Order thicker ones",
                    "date_due": "2030-01-31",
                }
            )
        )
        self.assertEqual(measure.department_id, self.department_quality)
        self.assertEqual(measure.complaint_numbers, complaint.number)
        measure.action_submit()
        self.assertIn("measure_submitted", assignment.milestone_ids.mapped("code"))
        self.assertEqual(complaint.sudo().measure_ids, measure.sudo())

    def test_conflict_of_interest(self):
        complaint = self._create_complaint()
        measure = self._new_measure(complaint, user_id=self.user_respondent.id)
        self.assertTrue(measure.with_user(self.user_respondent).has_access("read"))
        complaint.subject_user_ids = self.user_respondent
        self.assertFalse(measure.with_user(self.user_respondent).has_access("read"))
        self.assertNotIn(self.user_respondent, measure.activity_ids.user_id)
