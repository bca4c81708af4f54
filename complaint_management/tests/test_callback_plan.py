from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestCallbackPlan(SatisfactionCommon):
    """P15, P18: customers are asked from time to time, also without a complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.occupants = cls.env["res.partner"].create(
            [{"name": f"Occupant {number}", "ref": "occupant"} for number in range(5)]
        )
        cls.plan = cls.env["complaint.callback.plan"].create(
            {
                "name": "New occupants",
                "team_id": cls.team.id,
                "partner_domain": "[('ref', '=', 'occupant')]",
            }
        )
        cls.plan_cron = cls.env.ref(
            "complaint_management.ir_cron_complaint_callback_plan"
        )

    def run_plans(self, when):
        with self.at(when):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                self.plan_cron.method_direct_trigger()
            self.env.invalidate_all()
        return self.plan.env["complaint.callback"].search(
            [("plan_id", "=", self.plan.id)]
        )

    def test_once_in_a_period(self):
        callbacks = self.run_plans("2026-03-06 09:00")
        self.assertEqual(callbacks.partner_id, self.occupants)
        self.assertEqual(callbacks.user_id, self.user_caller)
        self.assertEqual(set(map(str, callbacks.mapped("period"))), {"2026-01-01"})
        self.assertEqual(self.wall(callbacks[0].date_due), "2026-03-20 09:00")
        self.assertEqual(self.run_plans("2026-03-31 09:00"), callbacks)
        self.assertEqual(len(self.run_plans("2026-04-01 09:00")), 10)

    @mute_logger("odoo.sql_db")
    def test_twice_is_impossible(self):
        callback = self.plan._plan_batch()[0]
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            callback.create(
                {
                    "plan_id": self.plan.id,
                    "partner_id": callback.partner_id.id,
                    "period": callback.period,
                }
            )

    def test_in_batches(self):
        sizes = []
        while callbacks := self.plan._plan_batch(2):
            sizes.append(len(callbacks))
        self.assertEqual(sizes, [2, 2, 1])

    def test_odd_periods(self):
        self.plan.interval = 5
        with self.at("2026-03-06 09:00"):
            self.assertEqual(self.plan._get_period().day, 1)
            self.assertLessEqual(str(self.plan._get_period()), "2026-03-06")

    def test_frequent_complainers_only(self):
        self.plan.complaint_minimum = 2
        frequent, once = self.occupants[:2]
        for partner in (frequent, frequent, once):
            complaint = self.new_case(partner_id=partner.id)
            complaint.write({"outcome": "solved", "validity": "valid"})
            complaint.phase = "closed"
        self.assertEqual(self.plan._get_partners(), frequent)

    def test_customers_needing_attention(self):
        self.occupants[0].complaint_care_reason = "Lives alone"
        self.occupants[1].complaint_care_grade = "high"
        self.plan.is_attention_needed = True
        self.assertEqual(self.plan._get_partners(), self.occupants[0])
        self.plan.write({"is_attention_needed": False, "care_grade": "high"})
        self.assertEqual(self.plan._get_partners(), self.occupants[1])

    def test_not_while_a_complaint_is_open(self):
        self.new_case(partner_id=self.occupants[0].id)
        self.assertNotIn(self.occupants[0], self.plan._get_partners())
        self.plan.is_open_skipped = False
        self.assertIn(self.occupants[0], self.plan._get_partners())

    def test_customers_the_author_may_see(self):
        """No staff, no customers of other companies, nobody without an address."""
        staff = self.user_employee.partner_id
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        by_mail, foreign, wordless = self.occupants[:3]
        staff.ref = "occupant"
        foreign.company_id = elsewhere
        (by_mail | wordless).complaint_callback_channel = "mail"
        by_mail.email = "occupant@customer.example"
        left = self.occupants - foreign - wordless
        self.assertEqual(self.plan._get_partners(), left)
        self.plan.callback_channel = "mail"
        self.assertEqual(self.plan._get_partners(), by_mail)
        self.plan.callback_channel = "phone"
        author = self._new_user("author", "configurator")
        self.plan = self.plan.with_user(author).copy().sudo()
        self.env["ir.rule"].create(
            {
                "name": "Few contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', 'not in', {self.occupants[3:].ids})]",
                "perm_write": False,
                "groups": [(4, self.env.ref("base.group_user").id)],
            }
        )
        self.assertNotIn(self.occupants[4], self.plan._get_partners())
        self.assertIn(by_mail, self.plan._get_partners())

    def test_customers_that_cannot_be_found(self):
        for domain in ("customers", "[('nope', '=', 1)]", "[('ref', '=', uid)]", "5"):
            with self.assertRaisesRegex(ValidationError, "New occupants"):
                self.plan.partner_domain = domain

    @mute_logger(
        "odoo.addons.complaint_management.models.resolution.complaint_callback_plan"
    )
    def test_unreadable_plan_does_not_stop_the_others(self):
        unreadable = self.plan.copy({"sequence": 1})
        self.plan.sequence = 2
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_callback_plan SET partner_domain = %s WHERE id = %s",
            ["[('removed_field', '=', 1)]", unreadable.id],
        )
        self.env.invalidate_all()
        callbacks = self.run_plans("2026-03-06 09:00")
        self.assertEqual(callbacks.partner_id, self.occupants)
        self.assertFalse(unreadable.callback_count)

    def test_customers_whoever_chose_them_may_see(self):
        """The plan of a supervisor tells nobody else about cases."""
        self.new_case(partner_id=self.occupants[0].id)
        configurator = self._new_user("author", "configurator")
        domain = "[('ref', '=', 'occupant'), ('complaint_ids.phase', '!=', 'closed')]"
        plan = self.plan.with_user(self.user_supervisor).copy(
            {"is_open_skipped": False, "partner_domain": domain}
        )
        self.assertEqual(plan.domain_user_id, self.user_supervisor)
        self.assertEqual(plan.sudo()._get_partners(), self.occupants[0])
        edited = plan.with_user(configurator)
        edited.working_days = 5
        self.assertEqual(plan.domain_user_id, self.user_supervisor)
        with self.assertRaises(AccessError):
            edited.partner_domain = domain
        edited.partner_domain = "[('ref', '=', 'occupant')]"
        for values in ({}, {"domain_user_id": self.user_supervisor.id}):
            edited.write(values)
            self.assertEqual(plan.domain_user_id, configurator)
        self.assertEqual(edited.copy().domain_user_id, configurator)

    def test_complaint_in_one_click(self):
        callback = self.plan._plan_batch()[0].with_user(self.user_caller)
        self.answer(callback, "D", remark="Lift out of order", wish="Repair it")
        self.assertTrue(callback.can_register)
        action = callback.action_register()
        complaint = callback.registered_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.partner_id, callback.partner_id)
        self.assertEqual(complaint.demand, "Repair it")
        self.assertEqual(complaint.registered_by_id, self.user_caller)
        self.assertFalse(callback.can_register)

    def test_who_sees_them(self):
        callback = self.plan._plan_batch()[0]
        for user, readable in (
            (self.user_caller, True),
            (self.user_agent, True),
            (self.user_agent_other, False),
            (self.user_employee, False),
            (self.user_supervisor, True),
        ):
            self.assertEqual(
                callback.with_user(user).has_access("read"), readable, user.login
            )
