from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyP20(PenaltyCommon):
    """Bank call centre: twice late, or not reported as prescribed, within the period
    that was chosen → circulated criticism; so is a serious upheld complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure(name="Call Centre")
        cls._set_mode(cls.rules, "tariff")
        cls.new_limit(cls.rules, "signed", ["replied"], 1, "days", scope="assignment")
        cls.new_rule(cls.rules, "late", ("propose_penalty",), trigger="after_due")
        cls.env["complaint.penalty.tariff"].create(
            {
                "procedure_id": cls.rules.id,
                "occasion": "repeated",
                "kind": "criticism",
                "repeat_count": 2,
                "repeat_period": "month",
            }
        )

    def be_late(self, when, **values):
        with self.at(when):
            complaint = self._create_complaint(**values)
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        return complaint

    def test_p20_twice_late(self):
        self.be_late("2026-03-02 09:00")
        self.walk("2026-03-04 09:00")
        self.assertFalse(self.get_penalties())
        second = self.be_late("2026-03-09 09:00")
        self.walk("2026-03-11 09:00")
        self.assertEqual(
            self.get_penalties(),
            [("2026-03-10 09:00", "repeated", False, "Quality", 0)],
        )
        penalty = self.env["complaint.penalty"].search([])
        self.assertEqual(penalty.complaint_id, second)
        self.assertEqual((penalty.kind, penalty.times), ("criticism", 2))
        self.assertEqual(len(penalty.deadline_ids), 2)
        # a third time in the same month is the same criticism
        self.be_late("2026-03-16 09:00")
        self.walk("2026-03-20 09:00")
        self.assertEqual(len(self.get_penalties()), 1)

    def test_p20_as_shipped(self):
        shipped = self.env["complaint.procedure"]._import_shipped("p20_call_centre")
        self.team.procedure_id = shipped
        high = shipped.level_ids.filtered(lambda level: level.name == "High")
        self.be_late("2026-03-02 09:00", level_id=high.id)
        self.walk("2026-03-05 18:00")
        self.assertFalse(self.get_penalties())
        self.be_late("2026-03-23 09:00", level_id=high.id)
        self.walk("2026-04-03 18:00")
        department = [
            (occasion, target, amount)
            for _when, occasion, _level, target, amount in self.get_penalties()
            if target == "Quality"
        ]
        self.assertEqual(department, [("repeated", "Quality", 0)])

    def test_p20_counted_anew_each_period(self):
        self.be_late("2026-03-02 09:00")
        self.walk("2026-03-31 09:00")
        self.be_late("2026-04-06 09:00")
        self.walk("2026-04-20 09:00")
        self.assertFalse(self.get_penalties())
        self.be_late("2026-04-21 09:00")
        self.walk("2026-04-30 09:00")
        self.assertEqual(len(self.get_penalties()), 1)

    def test_p20_late_once_and_once_not_as_prescribed(self):
        self.be_late("2026-03-02 09:00")
        self.walk("2026-03-04 09:00")
        with self.at("2026-03-09 09:00"):
            assignment = self._dispatch(self._create_complaint())
            assignment.with_user(self.user_agent)._do_mark_unreported("By phone only")
            self.run_cron()
        self.assertEqual(
            self.get_penalties(),
            [("2026-03-09 09:00", "repeated", False, "Quality", 0)],
        )
        self.assertEqual(self.env["complaint.penalty"].search([]).times, 2)

    def test_p20_serious_upheld_complaint(self):
        self.env["complaint.penalty.tariff"].create(
            {
                "procedure_id": self.rules.id,
                "occasion": "serious",
                "kind": "criticism",
                "level_id": self._new_level().id,
            }
        )
        self.new_rule(
            self.rules,
            "closed",
            ("propose_penalty",),
            trigger="milestone",
            milestone_code="reply_accepted",
        )
        with self.at("2026-03-02 09:00"):
            for validity in ("valid", "invalid"):
                complaint = self._create_complaint(
                    validity=validity,
                    level_id=self.rules.level_ids.id,
                    subject_department_id=self.department_quality.id,
                )
                complaint._record_milestone("reply_accepted")
            self.run_cron()
        self.assertEqual(
            self.get_penalties(),
            [("2026-03-02 09:00", "serious", "Serious", "Quality", 0)],
        )

    def _new_level(self):
        return self.env["complaint.level"].create(
            {"name": "Serious", "procedure_id": self.rules.id}
        )

    def test_p20_explained_later(self):
        """One of the two was explained: the criticism is not due any more."""
        self.be_late("2026-03-02 09:00")
        self.walk("2026-03-04 09:00")
        complaint = self.be_late("2026-03-09 09:00")
        self.walk("2026-03-11 09:00")
        penalty = self.env["complaint.penalty"].search([])
        with self.at("2026-03-11 10:00"):
            self.env["complaint.pause"].create(
                {
                    "complaint_id": complaint.id,
                    "reason": "The customer was abroad",
                    "date_start": self.utc("2026-03-09 12:00"),
                }
            )
        self.assertEqual(penalty.state, "cancelled")
