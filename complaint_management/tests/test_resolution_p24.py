from odoo.exceptions import AccessError
from odoo.tests import tagged

from .engine_common import EngineCommon
from .test_closing import ClosingCommon


@tagged("post_install", "-at_install", "complaint")
class TestResolutionP24(ClosingCommon, EngineCommon):
    """Car dealer: close request, follow-up within 12 hours, leader's approval by level;
    suspension; what is neither closed nor suspended rises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p24_car_dealer")
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}

    def register(self, when, level="General"):
        with self.at(when):
            return self._create_complaint(
                level_id=self.level[level].id,
                validity="valid",
                partner_id=self.partner.id,
                user_id=self.user_agent.id,
            )

    def request(self, complaint, when):
        """The department asks for closing with its last answer."""
        with self.at(when):
            assignment = self._dispatch(complaint)
            respondent = assignment.with_user(self.user_respondent)
            respondent.action_sign()
            respondent.is_close_requested = True
            self._reply(assignment)
        return assignment

    def test_p24_closed_the_first_time(self):
        complaint = self.register("2026-03-06 09:00")
        self.request(complaint, "2026-03-06 10:00")
        callback = complaint.callback_ids
        self.assertEqual(self.wall(callback.date_due), "2026-03-06 22:00")
        with self.at("2026-03-06 15:00"):
            self.assertIn("satisfied", self._close(complaint).gap_ids.name)
            callback.user_id = self.user_agent
            self._finish(callback, True)
            self._close(complaint)
        self.assertTrue(complaint.is_approval_pending)
        approval = complaint.approval_ids
        self.assertIn(self.user_supervisor, approval.approver_ids)
        with self.at("2026-03-06 16:00"):
            approval.with_user(self.user_supervisor).action_approve()
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.close_time, "first")

    def _finish(self, callback, is_satisfied, **values):
        grade = callback.available_grade_ids.filtered(
            lambda grade: grade.is_satisfied == is_satisfied
        )[:1]
        agent = callback.with_user(self.user_agent)
        agent.write({"grade_id": grade.id, **values})
        agent.action_finish()

    def test_p24_the_leader_depends_on_the_level(self):
        complaint = self.register("2026-03-06 09:00", "Strong")
        self.request(complaint, "2026-03-06 10:00")
        with self.at("2026-03-06 15:00"):
            complaint.callback_ids.user_id = self.user_agent
            self._finish(complaint.callback_ids, True)
            self._close(complaint)
        self.assertEqual(complaint.approval_ids.approver_ids, self.user_executive)

    def test_p24_not_confirmed_is_not_closed_and_the_level_rises(self):
        complaint = self.register("2026-03-06 09:00")
        self.request(complaint, "2026-03-06 10:00")
        with self.at("2026-03-06 15:00"):
            complaint.callback_ids.user_id = self.user_agent
            self._finish(complaint.callback_ids, False, remark="Still rattles")
        self.assertEqual(complaint.round, 2)
        self.assertIn("requested", self._close(complaint).gap_ids.mapped("name")[0])
        self.walk("2026-03-20 09:00")
        self.assertNotEqual(complaint.level_id, self.level["General"])
        with self.at("2026-03-20 10:00"):
            complaint.with_user(self.user_agent).action_request_close()
            callback = complaint.callback_ids.filtered(lambda c: c.state == "planned")
            callback.user_id = self.user_agent
            self._finish(callback, True)
            self._close(complaint)
            complaint.approval_ids.filtered(
                lambda approval: approval.state == "pending"
            ).with_user(self.user_executive).sudo().action_approve()
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.close_time, "second")

    def _suspend(self, assignment, user):
        return (
            self.env["complaint.suspension"]
            .with_user(user)
            .create(
                {
                    "assignment_id": assignment.id,
                    "reason": "No spare parts before summer",
                    "watch_mode": "monitor",
                    "date_recheck": "2026-06-01",
                }
            )
        )

    def test_p24_suspension_is_approved_by_the_specialist(self):
        self.team.member_ids.is_reviewer = True
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:00"):
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        with self.at("2026-03-07 10:00"):
            suspension = self._suspend(assignment, self.user_respondent).sudo()
        self.assertFalse(complaint.is_paused)
        with self.at("2026-03-07 11:00"):
            suspension.approval_ids.with_user(self.user_agent).action_approve()
        self.assertEqual(suspension.state, "approved")
        self.assertTrue(complaint.is_paused)
        self.assertEqual(complaint.level_id, self.level["Unreasonable (Second)"])
        self.assertFalse(self.walk("2026-05-31 12:00"))
        recheck = complaint.activity_ids.filtered(
            lambda activity: str(activity.date_deadline) == "2026-06-01"
        )
        self.assertIn(self.user_agent, recheck.user_id)
        with self.at("2026-06-01 09:00"):
            self.env["complaint.pause.recheck"].with_user(self.user_agent).create(
                {
                    "pause_id": suspension.pause_id.id,
                    "note": "Announced for July",
                    "date_recheck": "2026-07-01",
                }
            ).action_recheck()
        self.assertEqual(str(suspension.pause_id.date_recheck), "2026-07-01")
        with self.at("2026-07-01 09:00"):
            self.env["complaint.pause.recheck"].with_user(self.user_agent).create(
                {
                    "pause_id": suspension.pause_id.id,
                    "note": "Parts are here",
                    "is_resumed": True,
                }
            ).action_recheck()
        self.assertFalse(complaint.is_paused)

    def test_p24_refused_suspension_loses_nothing(self):
        self.team.member_ids.is_reviewer = True
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:00"):
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
            suspension = self._suspend(assignment, self.user_respondent).sudo()
            with self.assertRaises(AccessError):
                suspension.with_user(self.user_respondent).reason = "Other"
            self.env["complaint.approval.refuse"].with_user(self.user_agent).create(
                {"approval_ids": suspension.approval_ids.ids, "reason": "Try Hangzhou"}
            ).action_refuse()
        self.assertEqual(suspension.state, "refused")
        self.assertEqual(suspension.decision_note, "Try Hangzhou")
        self.assertEqual(complaint.level_id, self.level["General"])
        with self.at("2026-03-06 11:00"):
            again = self._suspend(assignment, self.user_respondent).sudo()
        self.assertEqual(again.state, "requested")

    def test_p24_nobody_suspends_past_the_approval(self):
        complaint = self.register("2026-03-06 09:00")
        with self.assertRaises(AccessError):
            self.env["complaint.pause"].with_user(self.user_agent).create(
                {"complaint_id": complaint.id, "kind": "suspended", "reason": "Later"}
            )
        assignment = self._dispatch(complaint)
        with self.assertRaises(AccessError):
            self._suspend(assignment, self.user_employee)
