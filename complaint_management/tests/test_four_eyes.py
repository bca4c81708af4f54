from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestFourEyes(AssignmentCommon, PenaltyCommon):
    """Nobody decides on what they asked for, proposed, did or are charged with, and no
    mandate changes that: every decision of the addon, by the methods that its buttons,
    the API and mass edit call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "opinion", penalty_appeal_days=5)
        cls.user_judge = cls._new_user("judge", "executive")
        cls.user_lead = cls._new_user("lead", "supervisor")
        cls.complaint = cls._new_case()

    @classmethod
    def _new_case(cls):
        return cls._create_complaint(
            partner_id=cls.partner.id, user_id=cls.user_agent.id
        )

    # ------------------------------------------------------------
    # DECISIONS: (document, method or wizard, decider, who has a part in it)
    # ------------------------------------------------------------

    def _ask_dispatch(self):
        self._approve_by("dispatch", "supervisor")
        assignment = self._dispatch(self.complaint)
        return assignment.approval_ids, "action_approve", self.user_lead, "agent"

    def _ask_reply(self):
        self._approve_by("reply", "manager")
        assignment = self._dispatch(self.complaint)
        self._reply(assignment)
        approval = assignment.approval_ids
        return approval, "action_approve", self.user_manager, "respondent"

    def _ask_solution(self):
        self._approve_by("solution", "executive")
        solution = self._new_solution()
        solution.action_submit()
        approval = solution.sudo().approval_ids
        return approval, "action_approve", self.user_executive, "agent"

    def _ask_remedy(self):
        self._approve_by("remedy", "executive")
        remedy = (
            self.env["complaint.remedy"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": self.complaint.id,
                    "type_id": self.env["complaint.remedy.type"].search([], limit=1).id,
                    "amount": 10,
                }
            )
        )
        remedy.action_submit()
        approval = remedy.sudo().approval_ids
        return approval, "action_approve", self.user_executive, "agent"

    def _ask_closing(self):
        self._approve_by("closing", "executive")
        self.complaint.with_user(self.user_agent).write(
            {"validity": "valid", "outcome": "solved"}
        )
        self.env["complaint.complaint.close"].with_user(self.user_agent).create(
            {
                "complaint_ids": self.complaint.ids,
                "validity": "valid",
                "outcome": "solved",
            }
        )
        self.complaint.with_user(self.user_agent)._ask_to_close()
        approval = self.complaint.approval_ids
        return approval, "action_approve", self.user_executive, "agent"

    def _ask_penalty(self):
        self._approve_by("penalty", "executive")
        self.rules.penalty_approval = "each"
        penalty = self._propose(
            self.user_agent,
            complaint_id=self.complaint.id,
            target_kind="person",
            user_id=self.user_respondent.id,
        )
        penalty.invalidate_recordset(["approval_ids"])
        approval = penalty.approval_ids
        return approval, "action_approve", self.user_executive, "agent respondent"

    def _ask_signature(self):
        penalty = self._charge()
        return penalty, "action_approve", self.user_executive, "agent respondent"

    def _ask_waiver(self):
        penalty = self._charge()
        penalty.with_user(self.user_judge).action_approve()
        return penalty, "waive", self.user_executive, "respondent"

    def _ask_cancelling(self):
        return self._charge(), "waive", self.user_lead, "respondent"

    def _ask_appeal(self):
        penalty = self._charge()
        penalty.with_user(self.user_judge).action_approve()
        self._run_wizard(
            "appeal", self.user_respondent, penalty_id=penalty.id, reason="Not me"
        )
        biased = "agent respondent judge"
        return penalty, "decide", self.user_executive, biased

    def _ask_measure_approval(self):
        self._approve_by("measure", "executive")
        approval = self._new_measure().approval_ids
        return approval, "action_approve", self.user_executive, "respondent"

    def _ask_measure_review(self):
        return self._new_measure(), "action_review", self.user_lead, "respondent"

    def _ask_measure_effect(self):
        measure = self._new_measure()
        measure.with_user(self.user_lead).action_review()
        owner = measure.with_user(self.user_respondent)
        owner.result = "Done"
        owner.action_finish()
        return measure, "verify", self.user_lead, "respondent"

    def _ask_suspension(self):
        return self._new_suspension(), "action_approve", self.user_lead, "respondent"

    def _ask_suspension_approval(self):
        self._approve_by("suspension", "executive")
        approval = self._new_suspension().approval_ids
        return approval, "action_approve", self.user_executive, "respondent"

    def _ask_review(self, kind="closing"):
        self._dispatch(self.complaint)
        review = self.env["complaint.review"].create(
            {
                "complaint_id": self.complaint.id,
                "kind": kind,
                "user_id": self.user_lead.id,
            }
        )
        return review, "action_confirm", self.user_lead, "agent respondent"

    def _ask_re_examination(self):
        return self._ask_review("re_examination")

    def _ask_spot_check(self):
        return self._ask_review("spot_check")

    # ------------------------------------------------------------
    # DOCUMENTS
    # ------------------------------------------------------------

    def _new_solution(self):
        return (
            self.env["complaint.solution"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": self.complaint.id,
                    "description": "<p>We exchange it.</p>",
                }
            )
        )

    def _new_measure(self):
        cause = self.env["complaint.cause"].create({"name": "Box too thin"})
        measure = self.env["complaint.measure"].create(
            {
                "name": "Stronger boxes",
                "complaint_ids": [Command.set(self.complaint.ids)],
                "department_id": self.department_quality.id,
                "user_id": self.user_respondent.id,
                "cause_id": cause.id,
                "description": "Double-walled boxes",
                "date_due": "2030-01-31",
            }
        )
        measure.with_user(self.user_respondent).action_submit()
        return measure

    def _new_suspension(self):
        assignment = self._dispatch(self.complaint)
        assignment.with_user(self.user_respondent).action_sign()
        suspension = (
            self.env["complaint.suspension"]
            .with_user(self.user_respondent)
            .create(
                {
                    "assignment_id": assignment.id,
                    "reason": "The part comes in July",
                    "date_recheck": "2030-07-01",
                }
            )
        )
        return suspension.sudo()

    def _charge(self):
        """A penalty that one signature approves."""
        self.rules.penalty_approval = "together"
        return self._propose(
            self.user_agent,
            complaint_id=self.complaint.id,
            target_kind="person",
            user_id=self.user_respondent.id,
        )

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    def _decide(self, document, act, user):
        wizards = {
            "waive": ("complaint.penalty.waive", "penalty_ids", {"reason": "So be it"}),
            "decide": (
                "complaint.penalty.decide",
                "penalty_id",
                {"decision": "accepted", "answer": "So be it"},
            ),
            "verify": (
                "complaint.measure.verify",
                "measure_ids",
                {"effect": "effective", "note": "Seen"},
            ),
        }
        if act in wizards:
            model, name, values = wizards[act]
            ids = document.id if name.endswith("_id") else document.ids
            wizards = self.env[model].with_user(user)
            wizard_id = call_kw(wizards, "create", [{name: ids, **values}], {})
            call_kw(wizards, f"action_{act}", [[wizard_id]], {})
        else:
            call_kw(document.with_user(user), act, [document.ids], {})

    def _mandate(self, absent, delegate):
        """A mandate as a supervisor may give it to others."""
        now = self.env.cr.now()
        return self.env["complaint.delegation"].create(
            {
                "user_id": absent.id,
                "delegate_id": delegate.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(days=1),
            }
        )

    def _check_refused(self, document, act, user, case):
        names = {"state", "result"} & document._fields.keys()
        [before] = document.read(names)
        with self.subTest(case=case, user=user.login):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._decide(document, act, user)
            self.env.invalidate_all()
            self.assertEqual(document.read(names), [before])

    def _check_decision(self, ask):
        respondents = self.env.ref("complaint_management.group_complaint_respondent")
        document, act, decider, biased = ask()
        document = document.sudo()
        decider.sudo().group_ids += respondents
        for role in biased.split():
            user = getattr(self, f"user_{role}")
            user.group_ids += respondents
            for case, absent, delegate in (
                ("stands in for the decider", decider, user),
                ("is represented by the decider", user, decider),
            ):
                with self.env.cr.savepoint() as savepoint:
                    self._mandate(absent, delegate)
                    self._check_refused(document, act, user, f"{role} {case}")
                    self._check_refused(document, act, decider, f"{role} {case}")
                    savepoint.rollback()
                self.env.invalidate_all()
        self.rules.is_conflict_barred = False
        complaint = self.complaint.sudo()
        complaint.is_conflict_barred = False
        complaint.subject_user_ids = decider
        self._check_refused(document, act, decider, "complained about")
        complaint.subject_user_ids = False
        names = list({"state", "result"} & document._fields.keys())
        [before] = document.read(names)
        self._decide(document, act, decider)
        self.assertNotEqual(document.read(names), [before], "the control decides")

    # ------------------------------------------------------------
    # TESTS
    # ------------------------------------------------------------

    def test_every_decision(self):
        """Each on a case of its own; approvals of every kind are among them."""
        decisions = sorted(name for name in dir(self) if name.startswith("_ask_"))
        seen = set()
        for name in decisions:
            with self.subTest(decision=name):
                self.complaint = self._new_case()
                self.env["complaint.approval.rule"].search([]).active = False
                self._check_decision(getattr(self, name))
                seen |= set(self.complaint.sudo().approval_ids.mapped("action"))
        self.assertGreater(len(decisions), 15)

    def test_nobody_mandates_himself(self):
        now = self.env.cr.now()
        values = {
            "user_id": self.user_executive.id,
            "delegate_id": self.user_supervisor.id,
            "date_from": now,
            "date_to": now + timedelta(days=5),
        }
        own = self.env["complaint.delegation"].with_user(self.user_supervisor)
        with self.assertRaisesRegex(AccessError, "mandates themselves"):
            call_kw(own, "create", [values], {})
        others = own.with_user(self.user_lead)
        mandate_id = call_kw(others, "create", [values], {})
        longer = {"date_to": now + timedelta(days=50)}
        with self.assertRaisesRegex(AccessError, "mandates themselves"):
            call_kw(own, "write", [[mandate_id], longer], {})
        call_kw(others, "write", [[mandate_id], longer], {})

    def test_no_mandate_begins_in_the_past(self):
        now = self.env.cr.now().replace(microsecond=0)
        delegations = self.env["complaint.delegation"].with_user(self.user_lead)
        values = {
            "user_id": self.user_executive.id,
            "delegate_id": self.user_supervisor.id,
            "date_to": now + timedelta(days=5),
        }
        with self.assertRaisesRegex(UserError, "in the past"):
            call_kw(delegations, "create", [{**values, "date_from": "2001-01-01"}], {})
        entered = {**values, "date_from": now - timedelta(minutes=9)}
        mandate_id = call_kw(delegations, "create", [entered], {})
        self.assertEqual(delegations.browse(mandate_id).date_from, now)

    def test_a_biased_delegate_is_not_asked(self):
        self._approve_by("solution", "executive")
        self.user_judge.active = False
        self._mandate(self.user_executive, self.user_agent)
        solution = self._new_solution()
        solution.action_submit()
        self.assertEqual(
            solution.sudo().approval_ids.activity_ids.user_id, self.user_executive
        )

    def test_the_case_owner_is_no_reviewer(self):
        """Nor is whoever hands the case on for that."""
        agent = self.env["complaint.review"].with_user(self.user_agent)
        values = {"complaint_id": self.complaint.id, "kind": "closing"}
        with self.assertRaisesRegex(ValidationError, "handled the case"):
            call_kw(agent, "create", [{**values, "user_id": self.user_agent.id}], {})
        with self.assertRaisesRegex(ValidationError, "reviewer of the desk"):
            call_kw(agent, "create", [{**values, "user_id": self.user_judge.id}], {})
        self.flush_tracking()
        self.complaint.with_user(self.user_agent).user_id = self.user_agent_other
        self.flush_tracking()
        self.team.member_ids.is_reviewer = True
        with self.assertRaisesRegex(ValidationError, "handled the case"):
            call_kw(agent, "create", [{**values, "user_id": self.user_agent.id}], {})

    def test_the_charged_stand_in_reads_no_approval(self):
        """Standing in for the executive does not show the undecided penalty."""
        self._approve_by("penalty", "executive")
        self._mandate(self.user_executive, self.user_respondent)
        penalty = self._propose(
            self.user_agent,
            complaint_id=self.complaint.id,
            target_kind="person",
            user_id=self.user_respondent.id,
        )
        penalty.invalidate_recordset(["approval_ids"])
        charged = penalty.approval_ids.with_user(self.user_respondent)
        self.assertTrue(charged)
        with self.assertRaises(AccessError):
            call_kw(charged, "read", [charged.ids, ["content"]], {})
        self.assertFalse(charged.search([("id", "in", charged.ids)]))

    def test_supervisors_do_not_read_what_they_are_charged_with_until_told(self):
        penalty = self._propose(
            self.user_agent,
            complaint_id=self.complaint.id,
            target_kind="person",
            user_id=self.user_supervisor.id,
        )
        charged = penalty.with_user(self.user_supervisor)
        self.assertFalse(charged.search([("id", "=", penalty.id)]))
        penalty.with_user(self.user_executive).action_approve()
        self.assertTrue(charged.search([("id", "=", penalty.id)]))
