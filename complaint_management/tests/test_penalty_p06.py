from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyP06(PenaltyCommon):
    """Cable network: opinions of desk and department, no tariff; general affairs
    supervises and executes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure(name="Cable Network")
        cls._set_mode(
            cls.rules, "opinion", penalty_approval="executor", penalty_appeal_days=5
        )
        cls.complaint = cls._create_complaint()
        cls.assignment = cls._dispatch(cls.complaint)

    def test_p06_opinion_of_the_desk(self):
        with self.at("2026-03-06 09:00"):
            penalty = self._propose(self.user_agent, complaint_id=self.complaint.id)
            self.assertEqual(penalty.state, "proposed")
            self.assertEqual(penalty.executor_id, self.department_affairs)
            self.assertEqual(penalty.activity_ids.user_id, self.user_executor)
            # neither the proposer nor the department decides
            for user in (self.user_agent, self.user_manager, self.user_respondent):
                with self.assertRaises(UserError):
                    penalty.with_user(user).action_approve()
            penalty.with_user(self.user_executor).action_approve()
            self.assertEqual(penalty.state, "notified")
            self.assertEqual(str(penalty.date_appeal_until), "2026-03-11")
            with self.assertRaisesRegex(UserError, "appeal is possible"):
                self._run_wizard(
                    "execute",
                    self.user_executor,
                    penalty_ids=penalty.ids,
                    reference="Voucher 1",
                )
        with self.at("2026-03-12 09:00"):
            self._run_wizard(
                "execute",
                self.user_executor,
                penalty_ids=penalty.ids,
                reference="Voucher 1",
            )
        self.assertRecordValues(
            penalty,
            [
                {
                    "state": "executed",
                    "execution_reference": "Voucher 1",
                    "executed_by_id": self.user_executor.id,
                    "amount": 300,
                }
            ],
        )
        self.assertFalse(penalty.activity_ids)

    def test_p06_opinion_of_the_department(self):
        """The department proposes on its assignment, without reading the complaint."""
        penalty = self._propose(
            self.user_respondent,
            assignment_id=self.assignment.id,
            target_kind="person",
            person_name="Old Zhou",
        )
        self.assertEqual(penalty.complaint_id, self.complaint)
        self.assertEqual(penalty.department_id, self.department_quality)
        self.assertEqual(penalty._get_target_name(), "Old Zhou")
        self.assertTrue(penalty.with_user(self.user_respondent).has_access("read"))
        self.assertFalse(
            self.complaint.with_user(self.user_respondent).has_access("read")
        )
        # on the assignments of others he does not
        self._dispatch(self.complaint, self.department_affairs)
        foreign = self.complaint.assignment_ids - self.assignment
        with self.assertRaises(AccessError):
            self._propose(self.user_respondent, assignment_id=foreign.id)
        with self.assertRaises(AccessError):
            self._propose(self.user_respondent, complaint_id=self.complaint.id)

    def test_p06_nothing_by_itself(self):
        """However late it gets, nobody is charged without an opinion."""
        self.new_limit(self.rules, "received", ["closed"], 1, "hours")
        self.new_rule(
            self.rules, "late", ("propose_penalty",), trigger="after_due", delay=0
        )
        with self.at("2026-03-06 09:00"):
            self._create_complaint()
        self.walk("2026-03-10 09:00")
        self.assertFalse(self.get_penalties())

    def test_p06_amount_is_frozen_at_the_approval(self):
        penalty = self._propose(self.user_agent, complaint_id=self.complaint.id)
        penalty.with_user(self.user_agent).unit_amount = 250
        self.assertEqual(penalty.amount, 250)
        penalty.with_user(self.user_executor).action_approve()
        for user in (self.user_agent, self.user_supervisor, self.user_executive):
            with self.assertRaises(UserError):
                penalty.with_user(user).unit_amount = 10
        self.assertEqual(penalty.amount, 250)
        with self.assertRaises(UserError):
            penalty.with_user(self.user_supervisor).unlink()
