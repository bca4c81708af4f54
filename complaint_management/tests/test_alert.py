from unittest.mock import patch

from odoo.tests import tagged

from ..models.reporting import complaint_alert
from .common import ComplaintCommon


@tagged("complaint", "post_install", "-at_install")
class TestAlert(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matter = cls.env["complaint.category"].create({"name": "Broken on arrival"})
        cls.part = cls.env["complaint.category"].create(
            {"name": "Glass", "parent_id": cls.matter.id}
        )
        cls.alert = (
            cls.env["complaint.alert"]
            .with_user(cls.user_supervisor)
            .create(
                {
                    "name": "Broken on arrival",
                    "category_id": cls.matter.id,
                    "threshold": 3,
                    "days": 7,
                    "user_id": cls.user_respondent.id,
                }
            )
        )
        cls.cron = cls.env.ref("complaint_management.ir_cron_complaint_alert")

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["complaint.measure"].search(
            [("category_id", "=", self.matter.id)]
        )

    def test_frequent_problem_proposes_one_measure(self):
        cases = self._create_complaint(team_id=self.team.id, category_id=self.part.id)
        cases |= self._create_complaint(
            team_id=self.team.id, category_id=self.matter.id
        )
        self._create_complaint(
            team_id=self.team.id, category_id=self.matter.id, kind="praise"
        )
        self.assertFalse(self._run())
        cases |= self._create_complaint(
            team_id=self.team.id, category_id=self.matter.id
        )
        measure = self._run()
        self.assertEqual(measure.kind, "corrective")
        self.assertEqual(measure.user_id, self.user_respondent)
        self.assertEqual(measure.complaint_ids, cases)
        self.assertIn("3 complaints within 7 days", measure.problem)
        self._create_complaint(team_id=self.team.id, category_id=self.matter.id)
        self.assertEqual(self._run(), measure, "it was raised already")

    def test_one_failure_stops_no_other_alert(self):
        self._create_complaint(team_id=self.team.id, category_id=self.matter.id)
        self.alert.threshold = 1
        broken = self.alert.copy({"name": "Broken", "sequence": 1})
        model = type(broken)
        prepare = model._prepare_measure_values

        def fail(alert, complaints):
            if alert == broken:
                raise ZeroDivisionError
            return prepare(alert, complaints)

        with (
            patch.object(model, "_prepare_measure_values", fail),
            self.assertLogs(complaint_alert.__name__, "ERROR"),
        ):
            measure = self._run()
        self.assertEqual(measure.name, "Frequent problem: Broken on arrival")
        self.assertTrue(self.alert.date_raised)
        self.assertFalse(broken.date_raised, "it is tried again")
