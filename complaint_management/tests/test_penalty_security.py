from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .penalty_common import PenaltyCommon

READERS = {
    # whoever is charged and his managers, once they were told
    "respondent": {"notified"},
    "manager": {"notified"},
    # who proposed it, and who is responsible for all of them
    "agent": {"proposed", "notified"},
    "supervisor": {"proposed", "notified"},
    "executive": {"proposed", "notified"},
    # who executes it
    "executor": {"notified"},
    "agent_other": set(),
    "auditor": set(),
    "configurator": set(),
    "employee": set(),
    "respondent_other": set(),
}

# state and act → who may do it now
ACTORS = {
    ("proposed", "edit"): {"agent", "supervisor", "executive"},
    ("proposed", "approve"): {"executive"},
    ("proposed", "cancel"): {"agent", "supervisor", "executive"},
    ("notified", "edit"): set(),
    ("notified", "appeal"): {"respondent", "manager"},
    ("notified", "decide"): set(),
    # as long as an appeal is possible
    ("notified", "execute"): set(),
    ("notified", "waive"): {"executive"},
    ("appealed", "decide"): {"supervisor"},
    ("appealed", "waive"): {"executive"},
    ("decided", "appeal"): set(),
    ("decided", "execute"): {"executor"},
}


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestPenaltySecurity(PenaltyCommon):
    """Penalties are confidential: own ones are readable, those of others are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_respondent_other = cls._new_user("respondent_other", "respondent")
        cls.env["hr.department"].create(
            {
                "name": "Logistics",
                "complaint_contact_ids": cls.user_respondent_other.ids,
            }
        )
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "opinion")
        cls.complaint = cls._create_complaint()
        cls.penalties = {
            "proposed": cls._propose_on_respondent(),
            "notified": cls._propose_on_respondent(),
        }
        cls.penalties["notified"].with_user(cls.user_executive).action_approve()

    @classmethod
    def _propose_on_respondent(cls, complaint=None):
        return cls._propose(
            cls.user_agent,
            complaint_id=(complaint or cls.complaint).id,
            target_kind="person",
            user_id=cls.user_respondent.id,
        )

    def test_readers(self):
        for role, expected in READERS.items():
            user = getattr(self, f"user_{role}")
            for state, penalty in self.penalties.items():
                with self.subTest(role=role, state=state):
                    self.assertEqual(
                        penalty.with_user(user).has_access("read"), state in expected
                    )

    def test_actors(self):
        """Each button is for who may press it, in each state that it passes."""
        penalties = {**self.penalties}
        for state in ("appealed", "decided"):
            penalties[state] = self._propose_on_respondent()
            penalties[state].with_user(self.user_executive).action_approve()
            self._run_wizard(
                "appeal",
                self.user_respondent,
                penalty_id=penalties[state].id,
                reason="It was not me",
            )
        self._run_wizard(
            "decide",
            self.user_supervisor,
            penalty_id=penalties["decided"].id,
            decision="rejected",
            answer="It was",
        )
        for (state, act), expected in ACTORS.items():
            with self.subTest(state=state, act=act):
                actors = {
                    role
                    for role in READERS
                    if self._can(getattr(self, f"user_{role}"), act, penalties[state])
                }
                self.assertEqual(actors, expected)

    def _can(self, user, act, penalty):
        try:
            penalty.with_user(user)._check_can(act)
        except (AccessError, UserError):
            return False
        return True

    def test_nothing_in_totals_for_others(self):
        for role in ("auditor", "configurator", "agent_other"):
            user = getattr(self, f"user_{role}")
            groups = (
                self.env["complaint.penalty"]
                .with_user(user)
                .formatted_read_group([], ["department_id"], ["amount:sum"])
            )
            self.assertFalse(groups)

    def test_the_executing_department_reads_what_it_approves(self):
        self.rules.penalty_approval = "executor"
        penalty = self._propose_on_respondent()
        self.assertTrue(penalty.with_user(self.user_executor).has_access("read"))

    def test_conflict_of_interest(self):
        """Whoever is complained about reads nothing but his own penalty."""
        self.complaint.subject_user_ids = (
            self.user_respondent | self.user_supervisor | self.user_manager
        )
        penalty = self.penalties["notified"]
        self.assertTrue(penalty.with_user(self.user_respondent).has_access("read"))
        for role in ("supervisor", "manager"):
            user = getattr(self, f"user_{role}")
            self.assertFalse(penalty.with_user(user).has_access("read"), role)
        self.assertFalse(
            self.penalties["proposed"]
            .with_user(self.user_respondent)
            .has_access("read")
        )

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_executive.company_ids = [Command.link(company.id)]
        executive = self.penalties["notified"].with_user(self.user_executive)
        elsewhere = executive.with_context(allowed_company_ids=company.ids)
        self.assertFalse(elsewhere.has_access("read"))

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_no_door_beside_the_buttons(self):
        proposed, notified = self.penalties.values()
        for role in READERS:
            user = getattr(self, f"user_{role}")
            with self.subTest(role=role):
                for penalty in (proposed, notified):
                    for values in ({"state": "executed"}, {"factor": 9}):
                        with self.assertRaises(AccessError):
                            penalty.with_user(user).write(values)
                with self.assertRaises(UserError):
                    notified.with_user(user).write({"reason": "Other"})
                with self.assertRaises(UserError):
                    notified.with_user(user).unlink()

    def test_who_may_create(self):
        values = {
            "complaint_id": self.complaint.id,
            "department_id": self.department_quality.id,
            "violation_id": self.violation.id,
            "reason": "Late",
        }
        penalties = self.env["complaint.penalty"]
        for role in ("agent", "supervisor"):
            user = getattr(self, f"user_{role}")
            self.assertTrue(penalties.with_user(user).create(values))
        for role in READERS.keys() - {"agent", "supervisor"}:
            user = getattr(self, f"user_{role}")
            with self.subTest(role=role), self.assertRaises(AccessError):
                penalties.with_user(user).create(values)
        for forged in ({"state": "executed"}, {"proposed_by_id": self.env.uid}):
            with self.assertRaises(AccessError):
                penalties.with_user(self.user_agent).create({**values, **forged})

    def test_others_learn_nothing_by_wizards(self):
        penalty = self.penalties["notified"]
        wizards = self.env["complaint.penalty.decide"].with_user(self.user_employee)
        shown = ["currency_id", "amount", "measure", "kind", "appeal_reason"]
        asked = {"decision": "rejected", "answer": "x", "amount": 1}
        for ask in (
            lambda: wizards.create({"penalty_id": penalty.id, **asked}).read(shown),
            lambda: wizards.onchange(
                {"penalty_id": penalty.id, **asked},
                ["penalty_id", *asked],
                {name: {} for name in shown},
            ),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                ask()

    def test_others_learn_nothing_by_mail(self):
        """Followers who may not read it get no copy."""
        penalty = self.penalties["notified"]
        penalty.message_subscribe(self.user_auditor.partner_id.ids)
        with self.mock_mail_gateway():
            penalty.message_post(body="See you", subtype_xmlid="mail.mt_comment")
        self.assertNotIn(self.user_auditor.partner_id, self._new_mails.recipient_ids)
