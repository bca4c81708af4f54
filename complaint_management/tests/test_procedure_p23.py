from odoo.exceptions import UserError
from odoo.tests import tagged

from .engine_common import EngineCommon
from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP23(ResolutionCommon):
    """Hotline: who decides depends on the remedy, its multiple and the risk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure = cls.env["complaint.procedure"]._import_shipped("p23_hotline")
        cls.team.procedure_id = cls.procedure
        cls.levels = {level.name: level for level in cls.procedure.level_ids}
        cls.user_salesperson = cls._new_user("salesperson", "agent")
        cls.user_legal = cls._new_user("legal", "respondent")
        cls.user_production = cls._new_user("production", "respondent")
        cls.team.member_ids = [(0, 0, {"user_id": cls.user_salesperson.id})]
        cls.department_legal, cls.department_production = cls.env[
            "hr.department"
        ].create(
            [
                {"name": "Legal", "complaint_contact_ids": cls.user_legal.ids},
                {
                    "name": "Production",
                    "complaint_contact_ids": cls.user_production.ids,
                },
            ]
        )
        rules = {rule.name: rule for rule in cls.procedure.approval_rule_ids}
        rules["Salesperson decides up to 1:10"].user_ids = cls.user_salesperson
        rules["Legal department reviews"].department_id = cls.department_legal
        rules["Quality confirms compensation"].write(
            {
                "department_id": cls.department_quality.id,
                "notified_department_ids": cls.department_production.ids,
            }
        )

    def _submit(self, code, user=None, level="General", risks=(), **values):
        complaint = self._create_complaint(
            partner_id=self.partner.id,
            level_id=self.levels[level].id,
            risk_ids=[
                self.env.ref(f"complaint_management.complaint_risk_{risk}").id
                for risk in risks
            ],
        )
        remedy = self._plan(complaint, code, user=user, **values)
        remedy.action_submit()
        return remedy

    def _approvers(self, remedy):
        """The approvers of each step, in order."""
        steps = remedy.sudo().approval_ids.sorted("sequence")
        return [step.approver_ids for step in steps]

    def test_p23_gaps_until_departments_are_named(self):
        fresh = self.env["complaint.procedure"]._import_shipped("p23_hotline")
        gaps = " ".join(fresh._get_gaps())
        self.assertIn("Quality confirms compensation", gaps)
        self.assertIn("Salesperson decides", gaps)
        self.assertNotIn("Quality confirms", " ".join(self.procedure._get_gaps()))

    def test_p23_shop_exchanges_and_takes_back(self):
        self.assertEqual(self._submit("exchange").state, "approved")
        self.assertEqual(self._submit("return", amount=12).state, "approved")

    def test_p23_salesperson_up_to_ten(self):
        remedy = self._submit("exchange", multiple=10)
        self.assertEqual(self._approvers(remedy), [self.user_salesperson])
        remedy.approval_ids.with_user(self.user_salesperson).action_approve()
        self.assertEqual(remedy.state, "approved")
        own = self._submit("exchange", user=self.user_salesperson, multiple=10)
        self.assertEqual(own.state, "approved")
        above = self._submit("exchange", user=self.user_salesperson, multiple=11)
        self.assertIn(self.user_executive, self._approvers(above)[0])

    def test_p23_quality_confirms_and_production_knows_before(self):
        remedy = self._submit("compensation", amount=100)
        self.assertEqual(self._approvers(remedy), [self.user_respondent])
        with self.assertRaisesRegex(UserError, "this needs “Approved”"):
            remedy.action_give()
        with self.mock_mail_gateway():
            remedy.approval_ids.with_user(self.user_respondent).action_approve()
        self.assertTrue(remedy.date_notified)
        message = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.user_production.partner_id.ids)]
        )
        self.assertIn(remedy.number, message.subject)
        self.assertNotIn("Wang Fang", message.body)
        self._give(remedy, receipt_number="P-1")
        self.assertEqual(remedy.state, "given")

    def test_p23_not_given_before_production_knows(self):
        self.department_production.complaint_contact_ids = False
        remedy = self._submit("compensation", amount=100)
        remedy.approval_ids.with_user(self.user_respondent).action_approve()
        with self.assertRaisesRegex(UserError, "Production could not be told"):
            remedy.action_give()

    def test_p23_major_goes_to_the_general_manager_first(self):
        remedy = self._submit("compensation", level="Major", amount=100)
        first, second = self._approvers(remedy)
        self.assertIn(self.user_executive, first)
        self.assertEqual(second, self.user_respondent)
        steps = remedy.approval_ids.sorted("sequence")
        with self.assertRaisesRegex(UserError, "nothing to decide"):
            steps[1].with_user(self.user_respondent).action_approve()
        steps[0].with_user(self.user_executive).action_approve()
        self.assertEqual(remedy.state, "submitted")
        steps[1].with_user(self.user_respondent).action_approve()
        self.assertEqual(remedy.state, "approved")

    def test_p23_legal_department_reviews(self):
        remedy = self._submit("compensation", risks=["legal"], amount=100)
        self.assertEqual(
            self._approvers(remedy), [self.user_legal, self.user_respondent]
        )
        pending = remedy.approval_ids.filtered(lambda step: step.state == "pending")
        self._refuse(pending, self.user_legal, "Admits a liability")
        self.assertEqual((remedy.state, remedy.amount), ("planned", 100))

    def test_p23_agreement_is_filed(self):
        complaint = self._create_complaint(
            partner_id=self.partner.id, level_id=self.levels["General"].id
        )
        agreement = self._propose(complaint, kind="settlement")
        agreement.action_submit()
        self._tell(agreement, answer="agreed")
        agreement.write(
            {
                "filed_department_id": self.department_quality.id,
                "signed_copy_ids": [(0, 0, {"name": "signed.pdf", "raw": b"%PDF-"})],
            }
        )
        copy = agreement.signed_copy_ids
        self.assertEqual((copy.res_model, copy.res_id), (agreement._name, agreement.id))
        copy.with_user(self.user_supervisor).check_access("read")


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP23Time(EngineCommon):
    """Hotline: the desk checks within a week of the handling record, until done."""

    def test_p23_checked_weekly_until_done(self):
        rules = self.env["complaint.procedure"]._import_shipped("p23_hotline")
        self.team.procedure_id = rules
        check = rules.limit_ids.filtered(
            lambda limit: limit.target_ids.mapped("code") == ["executed", "closed"]
        )
        with self.at("2026-03-06 09:00"):
            complaint = self._create_complaint(user_id=self.user_agent.id)
            assignment = self._dispatch(complaint)
        self.assertFalse(self.due(complaint, check))
        with self.at("2026-03-09 10:00"):
            assignment.with_user(self.user_respondent).action_sign()
            assignment.with_user(self.user_respondent).reply = "<p>Exchanged</p>"
            assignment.with_user(self.user_respondent).action_reply()
        self.assertEqual(self.due(complaint, check), ["2026-03-16 17:00"])
        checks = [
            when
            for when, rule in self.walk("2026-04-01 12:00")
            if rule.startswith("Check with the department")
        ]
        self.assertEqual(
            checks, ["2026-03-16 17:00", "2026-03-23 17:00", "2026-03-30 17:00"]
        )
        with self.at("2026-04-01 12:00"):
            complaint._record_milestone("executed")
        self.assertEqual(self.walk("2026-04-20 12:00"), [])
