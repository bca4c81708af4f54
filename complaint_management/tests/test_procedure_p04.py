from odoo.exceptions import UserError
from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP04(EngineCommon):
    """Equipment service: criteria, repeated complaints, measures with verified effect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped(
            "p04_equipment_service"
        )
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}
        cls.cause = cls.env["complaint.cause"].create({"name": "Spare part missing"})

    def register(self, when, **values):
        with self.at(when):
            return self._create_complaint(
                **{
                    "level_id": self.level["General"].id,
                    "user_id": self.user_agent.id,
                    "partner_id": self.partner.id,
                    **values,
                }
            )

    def test_p04_is_complete(self):
        self.assertEqual(self.rules._get_gaps(), [])

    def test_p04_serious_by_criteria(self):
        """The highest level ticked is proposed; executives are told."""
        general = self.level["General"].criterion_ids[3]
        serious = self.level["Serious"].criterion_ids[0]
        complaint = self.register("2026-03-06 09:00", criterion_ids=general.ids)
        self.assertEqual(complaint.level_id, self.level["General"])
        self.assertIn("2026-03-20 17:00", self.due(complaint))
        with self.at("2026-03-06 10:00"):
            complaint.criterion_ids += serious
            self.run_cron()
        self.assertEqual(complaint.level_id, self.level["Serious"])
        self.assertIn("2026-03-13 17:00", self.due(complaint))
        self.assertIn(self.user_executive, complaint.escalation_ids.user_ids)

    def test_p04_same_unit_again_becomes_serious(self):
        for day in (2, 3, 4):
            earlier = self.register(f"2026-03-0{day} 09:00", subject_name="Crew 7")
            self.assertEqual(earlier.level_id, self.level["General"])
        complaint = self.register("2026-03-06 09:00", subject_name="Crew 7")
        with self.at("2026-03-06 09:01"):
            self.run_cron()
        self.assertEqual(complaint.level_id, self.level["Serious"])
        other = self.register("2026-03-06 09:10", subject_name="Crew 8")
        with self.at("2026-03-06 09:11"):
            self.run_cron()
        self.assertEqual(other.level_id, self.level["General"])

    def test_p04_from_interim_measure_to_verified_effect(self):
        complaint = self.register("2026-03-06 09:00")
        agent = complaint.with_user(self.user_agent)
        with self.at("2026-03-06 09:10"):
            self.env["complaint.measure"].with_user(self.user_agent).create(
                {
                    "name": "Loan device",
                    "kind": "interim",
                    "complaint_ids": complaint.ids,
                    "user_id": self.user_agent.id,
                    "result": "Delivered at once",
                    "is_customer_told": True,
                }
            ).action_finish()
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        self.assertIn("2026-03-13 17:00", self.due(assignment))
        measure = self.submit_measure(assignment)
        self.assertNotIn("2026-03-13 17:00", self.due(assignment))
        with self.at("2026-03-09 10:00"):
            respondent = assignment.with_user(self.user_respondent)
            respondent.reply = "<p>The spare part was out of stock</p>"
            respondent.action_reply()
        with self.at("2026-03-09 11:00"):
            with self.assertRaises(UserError) as refused:
                agent.write(
                    {"phase": "closed", "validity": "valid", "outcome": "solved"}
                )
            for missing in ("accept", "verdict", "cause", "Carried Out", "result"):
                self.assertIn(missing, str(refused.exception))
        with self.at("2026-03-10 09:00"):
            assignment.with_user(self.user_agent).action_accept()
            measure.with_user(self.user_agent).action_review()
            agent.write({"verdict": "upheld", "cause_id": self.cause.id})
            self.env["complaint.contact"].with_user(self.user_agent).create(
                {
                    "complaint_id": complaint.id,
                    "purpose": "result",
                    "content": "Repaired, explained why it took so long",
                }
            )
        with self.at("2026-03-11 09:00"):
            measure.with_user(self.user_respondent).result = "Stock raised to five"
            measure.with_user(self.user_respondent).action_finish()
            agent.write({"phase": "closed", "validity": "valid", "outcome": "solved"})
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.close_time, "first")
        with self.at("2026-06-01 09:00"):
            self.env["complaint.measure.verify"].with_user(self.user_agent).create(
                {"measure_ids": measure.ids, "note": "No such complaint since"}
            ).action_verify()
        self.assertEqual(measure.state, "verified")

    def submit_measure(self, assignment):
        with self.at("2026-03-09 09:00"):
            measure = (
                self.env["complaint.measure"]
                .with_user(self.user_respondent)
                .create(
                    {
                        "name": "Raise the stock of spare parts",
                        "assignment_id": assignment.id,
                        "cause_id": self.cause.id,
                        "description": "Five pieces instead of one",
                        "date_due": "2026-03-31",
                    }
                )
            )
            measure.action_submit()
        return measure
