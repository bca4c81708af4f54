from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .test_measure import MeasureCommon


class ClosingCommon(MeasureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"].create({"name": "Strict"})
        cls.team.procedure_id = cls.rules

    @classmethod
    def _demand(cls, **values):
        """A closing rule of the procedure."""
        return cls.env["complaint.closing.rule"].create(
            {"procedure_id": cls.rules.id, **values}
        )

    def _close(self, complaint, user=None, **values):
        """What the close form answers."""
        wizard = self.env["complaint.complaint.close"].with_user(
            user or self.user_agent
        )
        wizard = wizard.create(
            {"complaint_ids": complaint.ids, "outcome": "solved", **values}
        )
        wizard.action_close()
        return wizard

    def _answer(self, complaint, is_satisfied, **values):
        """The customer is asked."""
        callback = self.env["complaint.callback"].create(
            {"complaint_id": complaint.id, "user_id": self.user_agent.id}
        )
        grade = callback.available_grade_ids.filtered(
            lambda grade: grade.is_satisfied == is_satisfied
        )[:1]
        callback.with_user(self.user_agent).write({"grade_id": grade.id, **values})
        callback.with_user(self.user_agent).action_finish()

    def _speak(self, complaint, user, **values):
        self.env["complaint.contact"].with_user(user).create(
            {
                "complaint_id": complaint.id,
                "content": "Explained the rules",
                "purpose": "explanation",
                **values,
            }
        )

    def _complete(self, **values):
        return self._create_complaint(
            validity="valid", partner_id=self.partner.id, **values
        )


@tagged("post_install", "-at_install", "complaint")
class TestClosing(ClosingCommon):
    def test_without_rules_nothing_more_is_asked(self):
        complaint = self._complete()
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.close_time, "first")

    def test_everything_missing_at_once(self):
        self._demand(
            customer_answer="satisfied",
            solution_demand="executed",
            measure_demand="submitted",
            is_verdict_needed=True,
            is_cause_needed=True,
            is_close_request_needed=True,
        )
        complaint = self._complete(item_ids=[Command.create({"name": "Late"})])
        wizard = self._close(complaint)
        self.assertEqual(complaint.phase, "new")
        missing = " ".join(wizard.gap_ids.mapped("name"))
        with self.assertRaises(UserError) as refused:
            complaint.with_user(self.user_agent).write({"phase": "closed"})
        for word in (
            "satisfied",
            "carried out",
            "corrective",
            "verdict",
            "cause",
            "requested",
        ):
            self.assertIn(word, missing)
            self.assertIn(word, str(refused.exception))
        gap = wizard.gap_ids.filtered(lambda gap: "corrective" in gap.name)
        self.assertEqual(gap.action_mend()["res_model"], "complaint.measure")

    def test_every_door_is_the_same(self):
        """Kanban drag, import, mass edit and creation meet the same guard."""
        self._demand(solution_demand="executed", is_cause_needed=True)
        stage = self.env["complaint.stage"]._get_first_by_phase()["closed"]
        complaint = self._complete(outcome="solved")
        agent = complaint.with_user(self.user_agent)
        doors = (
            lambda: agent.write({"stage_id": stage.id}),
            lambda: (agent | self._complete().with_user(self.user_agent)).write(
                {"phase": "closed", "outcome": "solved"}
            ),
            lambda: self._complete(outcome="solved", stage_id=stage.id),
            lambda: agent.web_save({"stage_id": stage.id}, {}),
        )
        for door in doors:
            with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                door()
            self.assertIn("carried out", str(refused.exception))
            self.assertIn("cause", str(refused.exception))
        self.assertEqual(complaint.phase, "new")
        result = agent.load([".id", "stage_id/.id"], [[str(complaint.id), stage.id]])
        self.assertIn("carried out", result["messages"][0]["message"])

    def test_mass_close_closes_all_or_nothing(self):
        self._demand(is_cause_needed=True)
        ready = self._complete(cause_id=self.cause.id)
        other = self._complete()
        wizard = self._close(ready | other)
        self.assertEqual(wizard.gap_ids.complaint_id, other)
        self.assertEqual(ready.phase, "new")
        other.cause_id = self.cause
        wizard.action_close()
        self.assertEqual((ready | other).mapped("phase"), ["closed", "closed"])

    def test_outcome_fits_the_validity(self):
        self._demand()
        complaint = self._complete()
        wizard = self._close(complaint, outcome="explained")
        self.assertIn("does not fit", wizard.gap_ids.name)
        self._close(complaint, outcome="explained", validity="invalid")
        self.assertEqual(complaint.phase, "closed")

    def test_first_matching_rule_decides(self):
        self._demand(validity="invalid", customer_answer="none")
        self._demand(solution_demand="executed")
        invalid = self._create_complaint(validity="invalid")
        self._close(invalid, outcome="explained")
        self.assertEqual(invalid.phase, "closed")
        self.assertTrue(self._close(self._complete()).gap_ids)

    def test_without_a_customer_nothing_is_asked_of_him(self):
        """P06: discovered cases."""
        self._demand(customer_answer="satisfied", solution_demand="agreed")
        complaint = self._create_complaint(validity="valid", origin="staff_initiated")
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_satisfied_customer(self):
        self._demand(customer_answer="satisfied")
        complaint = self._complete()
        gap = self._close(complaint).gap_ids
        self.assertEqual(gap.action_mend()["res_model"], "complaint.callback")
        self._answer(complaint, True)
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_p06_dissatisfied_but_not_pursued(self):
        """A reviewer ends it with his reason, nobody else."""
        self._demand(customer_answer="satisfied")
        complaint = self._complete()
        self._answer(complaint, False, is_pursued=False, remark="Whatever")
        note = {"outcome_note": "Nothing more can be done"}
        self.assertIn("reviewer", self._close(complaint, **note).gap_ids.name)
        self.assertTrue(self._close(complaint, self.user_supervisor).gap_ids)
        self._close(complaint, self.user_supervisor, **note)
        self.assertEqual(complaint.phase, "closed")

    def test_p06_no_ruling_before_the_procedure_demands_one(self):
        self._demand(customer_answer="satisfied")
        self.rules.write({"ruling_after": 2, "dissatisfied_course": "round"})
        complaint = self._complete()
        self._answer(complaint, False, remark="No")
        self.assertEqual(complaint.round, 2)
        self.assertIn("ruling", self._close(complaint, outcome="ruling").gap_ids.name)
        self._answer(complaint, False, remark="Still no")
        self.assertIn("tell it", self._close(complaint, outcome="ruling").gap_ids.name)
        ruling = (
            self.env["complaint.solution"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "kind": "ruling",
                    "description": "<p>The price stays</p>",
                }
            )
        )
        ruling.action_submit()
        ruling.sudo().approval_ids.with_user(self.user_executive).action_approve()
        ruling._do_offer("phone")
        self._close(complaint, outcome="ruling", outcome_note="The case ends here")
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.close_time, "second")

    def test_p17_customer_understands(self):
        self._demand(validity="to_improve", customer_answer="understands")
        complaint = self._create_complaint(
            validity="to_improve", partner_id=self.partner.id
        )
        self._speak(complaint, self.user_agent)
        self.assertTrue(self._close(complaint, outcome="understood").gap_ids)
        self._speak(complaint, self.user_agent, is_understood=True)
        self._close(complaint, outcome="understood")
        self.assertEqual(complaint.phase, "closed")

    def test_p17_manager_visits_or_an_announcement_answers(self):
        self._demand(
            validity="invalid", customer_answer="told", explanation_way="manager"
        )
        self.team.department_id = self.department_operations
        manager = self.user_manager
        manager.group_ids += self.env.ref(
            "complaint_management.group_complaint_supervisor"
        )
        for ways, closes in (
            ([(self.user_agent, "visit")], False),
            ([(manager, "call")], False),
            ([(manager, "visit")], True),
            ([(self.user_agent, "announcement")], True),
        ):
            complaint = self._create_complaint(
                validity="invalid", partner_id=self.partner.id
            )
            for user, channel in ways:
                self._speak(complaint, user, channel=channel)
            self._close(complaint, outcome="explained")
            self.assertEqual(complaint.phase == "closed", closes, ways)

    def test_measures_that_count(self):
        self._demand(measure_demand="submitted")
        complaint = self._complete()
        self._new_measure(complaint, kind="interim")
        measure = self._new_measure(complaint)
        self.assertTrue(self._close(complaint).gap_ids)
        measure.with_user(self.user_respondent).action_submit()
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_replies_are_accepted_first(self):
        self._demand(is_acceptance_needed=True)
        complaint = self._complete()
        assignment = self._dispatch(complaint)
        self._reply(assignment)
        self.assertIn("replies", self._close(complaint).gap_ids.name)
        assignment.with_user(self.user_agent).action_accept()
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_withdrawn_asks_for_the_reason_only(self):
        self._demand(customer_answer="satisfied", solution_demand="executed")
        complaint = self._complete()
        self.assertIn(
            "reason", self._close(complaint, outcome="withdrawn").gap_ids.name
        )
        self._close(complaint, outcome="withdrawn", outcome_note="He called off")
        self.assertEqual(complaint.phase, "closed")

    def test_referred_says_to_whom(self):
        """The customer knows where to go: that is his answer."""
        self._demand(customer_answer="satisfied")
        complaint = self._complete()
        values = {"outcome": "referred", "outcome_note": "Not our branch"}
        wizard = self._close(complaint, **values)
        self.assertIn("which unit", wizard.gap_ids.name)
        wizard.referred_to = "Branch at the harbour"
        wizard.action_close()
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.referred_to, "Branch at the harbour")
        self.assertIn("informed", complaint.milestone_ids.mapped("code"))

    def test_p20_no_answer_needed_is_said_by_a_reviewer(self):
        self._demand(customer_answer="satisfied")
        complaint = self._complete()
        values = {"outcome": "no_answer", "outcome_note": "A mere remark"}
        self.assertIn("reviewer", self._close(complaint, **values).gap_ids.name)
        self.team.member_ids.is_reviewer = True
        self._close(complaint, **values)
        self.assertEqual(complaint.phase, "closed")

    def test_solved_on_the_spot(self):
        rule = self._demand(customer_answer="satisfied", measure_demand="done")
        for allowed, phase in ((True, "closed"), (False, "new")):
            rule.is_on_spot_allowed = allowed
            complaint = self._complete()
            wizard = self.env["complaint.complaint.solve"].with_user(self.user_agent)
            wizard = wizard.create(
                {"complaint_id": complaint.id, "remedy": "Exchanged 1:1"}
            )
            if allowed:
                wizard.action_solve()
            else:
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    wizard.action_solve()
            self.assertEqual(complaint.phase, phase)

    def test_old_data_are_taken_over_as_they_are(self):
        self._demand(measure_demand="done")
        result = (
            self.env["complaint.complaint"]
            .with_user(self.user_supervisor)
            .load(
                ["name", "stage_id/id"],
                [["Old case", "complaint_management.complaint_stage_closed"]],
            )
        )
        self.assertFalse(result["messages"])

    def test_only_what_was_created_so_is_historic(self):
        self._demand(measure_demand="done")
        complaint = self._complete(outcome="solved").with_user(self.user_agent)
        with self.assertRaises(AccessError):
            complaint.write({"is_historic": True})
        with self.assertRaises(AccessError):
            complaint.write({"is_solved_on_spot": True})

    def test_p24_close_request(self):
        self._demand(is_close_request_needed=True, is_cause_needed=True)
        complaint = self._complete()
        agent = complaint.with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "cause"):
            agent.action_request_close()
        complaint.cause_id = self.cause
        agent.action_request_close()
        self.assertEqual(complaint.phase, "callback")
        with self.assertRaisesRegex(UserError, "already"):
            agent.action_request_close()
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_reopened_case_begins_a_new_round(self):
        self._demand(is_close_request_needed=True)
        complaint = self._complete()
        complaint.with_user(self.user_agent).action_request_close()
        self._close(complaint)
        complaint.with_user(self.user_agent).action_reopen()
        self.assertIn("requested", self._close(complaint).gap_ids.name)
        complaint.with_user(self.user_agent).action_request_close()
        self._close(complaint)
        self.assertEqual(complaint.close_time, "second")


@tagged("post_install", "-at_install", "complaint")
class TestClosingApproval(ClosingCommon):
    def setUp(self):
        super().setUp()
        self._approve_by("closing", "executive", procedure_id=self.rules.id)

    def test_p24_leader_approves(self):
        complaint = self._complete()
        with self.assertRaises(UserError) as refused:
            complaint.with_user(self.user_agent).write(
                {"phase": "closed", "outcome": "solved"}
            )
        self.assertIn("not been approved", str(refused.exception))
        self._close(complaint, outcome_note="Exchanged")
        self.assertTrue(complaint.is_approval_pending)
        self.assertEqual(complaint.phase, "new")
        approval = complaint.approval_ids.with_user(self.user_executive)
        self.assertIn("Exchanged", approval.content)
        approval.action_approve()
        self.assertEqual(complaint.phase, "closed")

    def test_approved_for_one_round_only(self):
        complaint = self._complete()
        self._close(complaint)
        complaint.approval_ids.with_user(self.user_executive).action_approve()
        complaint.with_user(self.user_agent).action_reopen()
        self._close(complaint)
        self.assertNotEqual(complaint.phase, "closed")
        self.assertTrue(complaint.is_approval_pending)

    def test_refused_closing_loses_nothing(self):
        complaint = self._complete(user_id=self.user_agent.id)
        self._close(complaint, outcome_note="Exchanged")
        self.env["complaint.approval.refuse"].with_user(self.user_executive).create(
            {"approval_ids": complaint.approval_ids.ids, "reason": "Call him again"}
        ).action_refuse()
        self.assertEqual(complaint.outcome_note, "Exchanged")
        self.assertNotEqual(complaint.phase, "closed")
        self.assertIn("Call him again", complaint.message_ids[0].body)
        self._close(complaint)
        self.assertTrue(complaint.is_approval_pending)

    @users("complaint_agent")
    def test_nobody_approves_his_own(self):
        self.env["complaint.approval.rule"].sudo().search([]).write(
            {"approver_kind": "user", "user_ids": [Command.set(self.env.user.ids)]}
        )
        complaint = self._complete().with_user(self.env.user)
        self._close(complaint)
        self.assertFalse(
            complaint.sudo().approval_ids.with_user(self.env.user).can_decide
        )
