from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP15(SatisfactionCommon):
    """Property company: dedicated callback staff, re-examination, new occupants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped(
            "p15_property_review"
        )
        cls.team.procedure_id = cls.rules

    def test_p15_answered_within_a_day(self):
        with self.at("2026-03-06 09:00"):
            complaint = self.new_case()
        self.assertEqual(
            sorted(self.due(complaint)),
            ["2026-03-07 09:00", "2026-03-07 09:00", "2026-03-20 17:00"],
        )

    def test_p15_staff_in_the_way_the_customer_wishes(self):
        self.partner.complaint_callback_channel = "message"
        callback = self.carry_out(self.new_case())
        self.assertEqual(callback.user_id, self.user_caller)
        self.assertEqual(callback.channel, "message")
        self.assertIn("Are you satisfied", callback.script)

    def test_p15_unhappy_examined_again_by_another_person(self):
        complaint = self.new_case()
        self.answer(self.carry_out(complaint), "D", remark="Nothing was done")
        review = complaint.review_ids
        self.assertNotIn(review.user_id, complaint._get_handlers())
        reviewer = review.with_user(review.user_id)
        reviewer.finding = "The lamp is still broken"
        reviewer.action_redo()
        self.assertEqual(complaint.round, 2)
        self.answer(self.carry_out(complaint), "A")
        self.assertEqual(complaint.satisfaction, "satisfied")

    def test_p15_new_occupants_each_quarter(self):
        occupant = self.env["res.partner"].create({"name": "New", "ref": "occupant"})
        plan = self.env["complaint.callback.plan"].create(
            {
                "name": "New occupants",
                "team_id": self.team.id,
                "partner_domain": "[('ref', '=', 'occupant')]",
                "interval": 3,
            }
        )
        with self.at("2026-02-10 09:00"):
            first = plan._plan_batch()
            self.assertFalse(plan._plan_batch())
        self.assertEqual(first.partner_id, occupant)
        with self.at("2026-04-10 09:00"):
            second = plan._plan_batch()
        self.answer(second.with_user(second.user_id), "D", remark="The lift is slow")
        second.with_user(second.user_id).action_register()
        self.assertEqual(second.registered_id.partner_id, occupant)
