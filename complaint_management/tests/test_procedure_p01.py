from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP01(EngineCommon):
    """General company procedure: agreed, carried out, confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.procedure_id = cls.procedure
        cls.medium = cls.procedure.level_ids.filtered(
            lambda level: level.name == "Medium"
        )

    def register(self, when, **values):
        with self.at(when):
            return self._create_complaint(
                **{"level_id": self.medium.id, "user_id": self.user_agent.id, **values}
            )

    def test_p01_handled_in_time(self):
        complaint = self.register("2026-03-06 09:00", validity="valid")
        self.assert_deadlines(
            complaint,
            {
                "First answer to the customer": ("running", "2026-03-09 17:00"),
                "Close (medium)": ("running", "2026-03-13 17:00"),
            },
        )
        with self.at("2026-03-06 10:00"):
            complaint._record_milestone("first_reply")
            assignment = self._dispatch(complaint)
        self.assertEqual(self.due(assignment), ["2026-03-06 15:00"])
        with self.at("2026-03-06 14:00"):
            respondent = assignment.with_user(self.user_respondent)
            respondent.action_sign()
        self.assertEqual(self.due(assignment), ["2026-03-11 17:00"])
        with self.at("2026-03-10 10:00"):
            respondent.reply = "<p>Badly packed.</p>"
            respondent.action_reply()
            complaint._record_milestone("executed")
        with self.at("2026-03-11 10:00"):
            complaint._record_milestone("confirmed")
        self.assertFalse(self.walk("2026-03-12 16:00"))
        self.assertFalse(complaint.deadline_ids.filtered("is_late"))

    def test_p01_left_alone(self):
        complaint = self.register("2026-03-06 09:00")
        fired = self.walk("2026-03-31 12:00")
        late, manager = "Overdue", "Overdue for a day: tell the manager"
        self.assertEqual(
            fired,
            [
                # the first answer was due on Monday 9 March at closing time; reminders
                # wait for the working hours
                ("2026-03-10 08:00", late),
                ("2026-03-11 08:00", late),
                ("2026-03-11 08:00", manager),
                ("2026-03-12 08:00", late),
                ("2026-03-13 08:00", late),
                # closing was due on Friday 13 March at closing time
                ("2026-03-13 13:00", "Due soon"),
                ("2026-03-16 08:00", late),
                ("2026-03-16 08:00", late),
                ("2026-03-17 08:00", late),
                ("2026-03-17 08:00", manager),
                ("2026-03-18 08:00", late),
                ("2026-03-18 17:00", "Overdue for three days: supervised follow-up"),
                ("2026-03-19 08:00", late),
                ("2026-03-20 08:00", late),
            ],
        )
        self.assertTrue(complaint.is_supervised)
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)
        self.assertEqual(complaint.level_id, self.medium)

    def test_p01_is_complete(self):
        self.team_branch.department_id = self.department_quality
        self.assertEqual(self.procedure._get_gaps(), [])
