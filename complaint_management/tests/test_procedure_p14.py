from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP14(SatisfactionCommon):
    """Property: the first receiver follows up, developer's defects within 3 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped(
            "p14_property_receiver"
        )
        cls.team.procedure_id = cls.rules
        cls.developer = cls.env["res.partner"].create({"name": "Developer"})

    def receive(self, **values):
        with self.at("2026-03-06 09:00"):
            return self.new_case(first_contact_id=self.user_employee.id, **values)

    def test_p14_delivered_within_twenty_minutes(self):
        complaint = self.receive()
        deliver = self.rules.limit_ids.filtered(
            lambda limit: limit.target_ids.code == "dispatched"
        )
        self.assertEqual(self.due(complaint, deliver), ["2026-03-06 09:20"])

    def test_p14_first_receiver_follows_up_promptly(self):
        complaint = self.receive(validity="valid")
        with self.at("2026-03-09 10:00"):
            callback = self.carry_out(complaint)
        self.assertEqual(callback.user_id, self.user_employee)
        self.assertEqual(self.wall(callback.date_due), "2026-03-09 17:00")
        with self.at("2026-03-09 11:00"):
            self.answer(callback, "B")
        self.assertEqual(complaint.satisfaction, "satisfied")

    def test_p14_developers_defect(self):
        """Invalid, yet passed on outside, followed, and followed up."""
        complaint = self.receive(validity="invalid")
        with self.at("2026-03-06 09:10"):
            self.env["complaint.complaint.dispatch"].with_user(self.user_agent).create(
                {"complaint_ids": complaint.ids, "partner_ids": self.developer.ids}
            ).action_dispatch()
        self.assertEqual(complaint.assignment_ids.partner_id, self.developer)
        with self.at("2026-03-13 10:00"):
            callback = self.carry_out(complaint)
        # three working days after completion: Monday to Wednesday
        self.assertEqual(self.wall(callback.date_due), "2026-03-18 17:00")
        self.assertEqual(callback.user_id, self.user_employee)

    def test_p14_other_invalid_is_explained_without_a_callback(self):
        complaint = self.receive(validity="invalid")
        self.env["complaint.contact"].with_user(self.user_agent).create(
            {
                "complaint_id": complaint.id,
                "purpose": "explanation",
                "content": "The street lamp belongs to the city",
            }
        )
        complaint.write({"outcome": "explained", "phase": "closed"})
        self.assertFalse(complaint.callback_ids)
