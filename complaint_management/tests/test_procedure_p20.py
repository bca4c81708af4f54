from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP20(EngineCommon):
    """Bank call centre: 2, 3 and 5 working days, chased and supervised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p20_call_centre")
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}

    def register(self, when, level="Low", **values):
        with self.at(when):
            return self._create_complaint(
                **{
                    "level_id": self.level[level].id,
                    "user_id": self.user_agent.id,
                    **values,
                }
            )

    def test_p20_limits_by_urgency(self):
        """Friday 16:20: counted in whole working days, as the law counts."""
        for level, due in (
            ("High", "2026-03-10 17:00"),
            ("Medium", "2026-03-11 17:00"),
            ("Low", "2026-03-13 17:00"),
        ):
            complaint = self.register("2026-03-06 16:20", level)
            self.assertEqual(self.due(complaint), [due], level)
            self.assertTrue(complaint.deadline_ids.limit_id.is_promised)

    def test_p20_valued_customer_rises(self):
        self.partner.complaint_care_grade = "high"
        complaint = self.register("2026-03-06 09:00", partner_id=self.partner.id)
        with self.at("2026-03-06 09:00"):
            self.run_cron()
        self.assertEqual(complaint.level_id, self.level["Medium"])
        self.assertEqual(self.due(complaint), ["2026-03-11 17:00"])

    def test_p20_work_order_left_lying(self):
        complaint = self.register("2026-03-06 09:00", "High")
        with self.at("2026-03-06 10:00"):
            assignment = self._dispatch(complaint)
            complaint._record_milestone("informed")
        self.assertEqual(self.due(assignment), ["2026-03-10 17:00"])
        self.walk("2026-03-12 18:00")
        work_order = assignment.deadline_ids
        mine = [
            (self.wall(e.date_planned), e.rule_id.name)
            for e in complaint.escalation_ids.sorted("id")
            if e.deadline_id == work_order
        ]
        self.assertEqual(
            mine,
            [
                ("2026-03-10 13:00", "Due soon"),
                # due on Tuesday at closing time: chased when work begins again
                ("2026-03-11 08:00", "Overdue: chase"),
                ("2026-03-11 17:00", "Overdue for a day: supervised follow-up"),
                ("2026-03-12 08:00", "Overdue: chase"),
            ],
        )
        self.assertTrue(complaint.is_supervised)
        self.assertEqual(complaint.late_count, 2)
        self.assertEqual(
            assignment.activity_ids.user_id,
            self.user_agent | self.user_respondent | self.user_manager,
        )

    def test_p20_chased_when_the_customer_calls_again(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-09 09:00"):
            complaint.sudo().contact_count += 1
            self.run_cron()
        again = complaint.escalation_ids
        self.assertEqual(again.rule_id.name, "Customer contacts again: chase")
        self.assertEqual(self.wall(again.date), "2026-03-09 09:00")
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)

    def test_p20_longer_cases_report_progress(self):
        complaint = self.register("2026-03-06 09:00", "High")
        with self.at("2026-03-10 16:00"):
            complaint._record_milestone("informed")
        self.assertEqual(self.due(complaint), ["2026-03-17 17:00"])
        with self.at("2026-03-16 09:00"):
            complaint._record_milestone("executed")
        self.assertFalse(self.due(complaint))
