from odoo.exceptions import AccessError
from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("complaint", "complaint_security", "post_install", "-at_install")
class TestActivityRecording(EngineCommon):
    """Ticking off an activity records a milestone: only escalations give such ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(cls.user_supervisor, team_id=cls.team.id)
        cls.foreign = cls._create_complaint(
            cls.user_supervisor, team_id=cls.team_branch.id
        )
        cls.activities = cls.env["mail.activity"].with_user(cls.user_agent)
        cls.tell_type = cls.env.ref("complaint_management.mail_activity_type_tell")

    def values(self, **values):
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "res_model_id": self.env["ir.model"]._get_id("complaint.complaint"),
            "res_id": self.complaint.id,
            "user_id": self.user_agent.id,
            **values,
        }

    def codes(self, complaint):
        return complaint.milestone_ids.mapped("code")

    def test_nobody_gives_a_recording_activity_himself(self):
        for model in (
            self.activities,
            self.activities.with_user(self.user_supervisor),
            self.activities.with_user(self.user_employee),
        ):
            with self.assertRaises(AccessError):
                model.create(
                    self.values(
                        complaint_done_code="contacted", user_id=model.env.user.id
                    )
                )
        with self.assertRaises(AccessError):
            self.activities.with_context(default_complaint_done_code="closed").create(
                self.values()
            )

    def test_an_ordinary_activity_does_not_become_one(self):
        activity = self.activities.create(self.values())
        with self.assertRaises(AccessError):
            activity.complaint_done_code = "closed"
        activity.res_id = self.complaint.id
        activity.action_feedback()
        self.assertNotIn("closed", self.codes(self.complaint))

    def test_a_recording_activity_stays_what_and_where_it_is(self):
        activity = (
            self.env["mail.activity"]
            .create(self.values(complaint_done_code="contacted"))
            .with_user(self.user_agent)
        )
        for values in (
            {"res_id": self.foreign.id},
            {"res_model": "res.partner"},
            {"res_model_id": self.env["ir.model"]._get_id("res.partner")},
            {"activity_type_id": self.tell_type.id},
            {"complaint_done_code": "closed"},
            {"complaint_done_code": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                activity.write(values)
        activity.write(
            {"summary": "Ring in the morning", "date_deadline": "2026-03-09"}
        )
        activity.action_feedback()
        self.assertIn("contacted", self.codes(self.complaint))
        self.assertNotIn("contacted", self.codes(self.foreign))

    def test_a_promise_is_told_on_the_complaint_only(self):
        activity = self.env["mail.activity"].create(
            self.values(
                activity_type_id=self.tell_type.id,
                res_model_id=self.env["ir.model"]._get_id("res.partner"),
                res_id=self.user_agent.partner_id.id,
            )
        )
        self.assertFalse(activity.with_user(self.user_agent)._get_promise_complaints())

    def test_a_promise_is_told_by_who_may_read_the_case(self):
        activity = self.env["mail.activity"].create(
            self.values(activity_type_id=self.tell_type.id, res_id=self.foreign.id)
        )
        told = activity.with_user(self.user_agent)._get_promise_complaints()
        self.assertFalse(told)
        told = activity.with_user(self.user_agent_other)._get_promise_complaints()
        self.assertEqual(told, self.foreign)
