from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .engine_common import EngineCommon


class ScenarioCommon(EngineCommon, AssignmentCommon):
    """Assignments under the limits of a shipped procedure."""

    def use(self, file_name):
        rules = self.env["complaint.procedure"]._import_shipped(file_name)
        self.team.procedure_id = rules
        return rules


@tagged("post_install", "-at_install", "complaint")
class TestScenarioP20(ScenarioCommon):
    """Bank: agent → back office → reviewer → first node → branch department → back."""

    def test_p20_from_the_work_order_to_the_end(self):
        rules = self.use("p20_call_centre")
        self._approve_by("dispatch", "reviewer", procedure_id=rules.id)
        self._approve_by("reply", "manager", procedure_id=rules.id)
        reviewer = self._new_user("reviewer", "agent")
        self.team.member_ids = [
            (0, 0, {"user_id": reviewer.id, "is_agent": False, "is_reviewer": True})
        ]
        node_user = self._new_user("first_node", "respondent")
        branch = self.department_operations
        branch.write(
            {"is_complaint_first_node": True, "complaint_contact_ids": node_user.ids}
        )
        with self.at("2026-03-06 09:00"):
            complaint = self._create_complaint(partner_id=self.partner.id)
            assignment = self._dispatch(complaint, self.department_quality)
        # the reviewer checks what is sent
        self.assertEqual(assignment.state, "to_review")
        self.assertEqual(assignment.approval_ids.approver_ids, reviewer)
        with self.at("2026-03-06 09:30"):
            assignment.approval_ids.with_user(reviewer).action_approve()
        # the first node of the branch distributes it
        self.assertEqual(assignment.department_id, branch)
        with self.at("2026-03-06 10:00"):
            child = self._forward(assignment, node_user)
        self.assertEqual(child.department_id, self.department_quality)
        # the department answers, its manager approves
        with self.at("2026-03-06 14:00"):
            self._reply(child)
            self.assertEqual(child.state, "signed")
            child.approval_ids.with_user(self.user_manager).action_approve()
        # the first node checks, its own manager approves, the answer goes back
        with self.at("2026-03-06 15:00"):
            child.with_user(node_user).action_accept()
            assignment.with_user(node_user).action_reply()
            assignment.approval_ids.filtered(
                lambda approval: approval.action == "reply"
            ).with_user(self.user_manager).action_approve()
        self.assertEqual(assignment.state, "replied")
        # unfit: returned with a reason, and once more the same way
        with self.at("2026-03-06 16:00"):
            self._return(
                assignment, reviewer, "The customer's question is not answered"
            )
            self.assertEqual(assignment.state, "signed")
            self._return(child, node_user, "See the reviewer's reason")
        with self.at("2026-03-09 09:00"):
            self._reply(child, text="<p>The fee is refunded.</p>")
            child.approval_ids.filtered(
                lambda approval: approval.state == "pending"
            ).with_user(self.user_manager).action_approve()
            child.with_user(node_user).action_accept()
            assignment.with_user(node_user).action_reply()
            assignment.approval_ids.filtered(
                lambda approval: approval.state == "pending"
            ).with_user(self.user_manager).action_approve()
        with self.at("2026-03-09 10:00"):
            assignment.with_user(reviewer).action_accept()
        self.assertEqual((assignment | child).mapped("state"), ["accepted"] * 2)
        self.assertIn("The fee is refunded", assignment.reply)
        returned = assignment.milestone_ids.filtered(lambda m: m.code == "returned")
        self.assertEqual(returned.note, "The customer's question is not answered")
        # nobody of the branch ever had a right on the complaint
        for user in (node_user, self.user_respondent, self.user_manager):
            self.assertFalse(complaint.with_user(user).has_access("read"))


@tagged("post_install", "-at_install", "complaint")
class TestScenarioLimits(ScenarioCommon):
    def test_p24_hand_over_first_reply_close_request(self):
        """P24: received → signed, signed → first reply, received → close request."""
        rules = self.use("p24_car_dealer")
        level = rules.level_ids.filtered(lambda level: level.name == "General")
        with self.at("2026-03-06 09:00"):
            complaint = self._create_complaint(
                user_id=self.user_agent.id, level_id=level.id
            )
            assignment = self._dispatch(complaint)
        with self.at("2026-03-06 09:20"):
            assignment.with_user(self.user_respondent).action_sign()
        with self.at("2026-03-06 10:00"):
            self.env["complaint.assignment.report"].with_user(
                self.user_respondent
            ).create({"assignment_ids": assignment.ids, "text": "Seen"}).action_report()
        with self.at("2026-03-06 11:00"):
            assignment.with_user(self.user_respondent).is_close_requested = True
            self._reply(assignment)
        codes = complaint.milestone_ids.mapped("code")
        for code in ("signed", "dept_first_reply", "close_requested"):
            self.assertIn(code, codes)
        deadlines = complaint.deadline_ids | assignment.deadline_ids
        running = deadlines.filtered(lambda d: d.state == "running")
        self.assertFalse(running.filtered(lambda d: d.start_code == "signed"))
        self.assertTrue(deadlines.filtered(lambda d: d.state == "met"))

    def test_p14_delivered_within_20_minutes(self):
        rules = self.new_procedure(is_coordinator_needed=True)
        self.new_limit(rules, "received", ["dispatched"], 20, "minutes")
        with self.at("2026-03-06 09:00"):
            complaint = self._create_complaint()
        self.assertIn("2026-03-06 09:20", self.due(complaint))
        with self.at("2026-03-06 09:15"):
            self._dispatch(complaint)
        self.assertNotIn("2026-03-06 09:20", self.due(complaint))

    def test_p21_passed_on_within_an_hour_after_approval(self):
        rules = self.new_procedure()
        self._approve_by("dispatch", "supervisor", procedure_id=rules.id)
        self.new_limit(
            rules, "dispatch_approved", ["signed"], 1, "hours", scope="assignment"
        )
        with self.at("2026-03-06 09:00"):
            assignment = self._dispatch(self._create_complaint())
        self.assertFalse(assignment.deadline_ids)
        with self.at("2026-03-06 10:00"):
            assignment.approval_ids.with_user(self.user_supervisor).action_approve()
        self.assertEqual(self.due(assignment), ["2026-03-06 11:00"])
        with self.at("2026-03-06 10:30"):
            assignment.with_user(self.user_respondent).action_sign()
        self.assertFalse(self.due(assignment))

    def test_p06_answer_within_three_calendar_days(self):
        rules = self.new_procedure()
        self.new_limit(rules, "signed", ["replied"], 3, "days", scope="assignment")
        with self.at("2026-03-06 09:00"):
            assignment = self._dispatch(self._create_complaint())
            assignment.with_user(self.user_respondent).action_sign()
        self.assertEqual(self.due(assignment), ["2026-03-09 09:00"])
        with self.at("2026-03-08 09:00"):
            self._reply(assignment)
        self.assertEqual(assignment.deadline_ids.state, "met")

    def test_p03_person_at_fault_investigates_and_the_limit_is_told(self):
        self.procedure.is_conflict_barred = False
        complaint = self._create_complaint(
            subject_user_ids=[(6, 0, self.user_respondent.ids)]
        )
        assignment = self._dispatch(complaint)
        self._reply(assignment, self.user_respondent)
        self.assertEqual(assignment.state, "replied")

    def test_p20_late_departments_are_counted(self):
        """P20: two or more late count for accountability."""
        rules = self.new_procedure()
        self.new_limit(
            rules,
            "signed",
            ["replied"],
            1,
            "hours",
            scope="assignment",
            debtor="department",
        )
        quality = self.department_quality.with_user(self.user_agent)
        with self.at("2026-03-06 09:00"):
            assignments = self._dispatch(self._create_complaint())
            assignments |= self._dispatch(self._create_complaint())
            assignments.with_user(self.user_respondent).action_sign()
            self.assertEqual(quality.complaint_late_count, 0)
        with self.at("2026-03-06 11:00"):
            self._reply(assignments[0])
            quality.invalidate_recordset()
            self.assertEqual(quality.complaint_late_count, 2, "one met late, one open")
            opened = self.env["complaint.fault.report"].search(
                quality.action_open_late()["domain"]
            )
            self.assertEqual(opened.assignment_id, assignments)

    def test_p21_responsibility_table(self):
        """P21: complainant type and responsibility class decide on the departments."""
        rules = self.new_procedure()
        major, general = self.env["complaint.level"].create(
            [
                {"name": name, "procedure_id": rules.id, "severity": severity}
                for name, severity in (("A", "5"), ("B", "3"))
            ]
        )
        quality, logistics = self.department_quality, self.department_logistics
        self.env["complaint.classification.rule"].create(
            [
                {
                    "sequence": sequence,
                    "procedure_id": rules.id,
                    "complainant_type": complainant,
                    "level_id": level.id,
                    "lead_department_id": lead.id,
                    "department_ids": others.ids,
                }
                for sequence, complainant, level, lead, others in (
                    (1, "consumer", major, quality, logistics),
                    (2, "trade", major, logistics, quality.browse()),
                    (3, "consumer", general, quality, quality.browse()),
                )
            ]
        )
        for complainant, level, departments in (
            ("consumer", major, quality | logistics),
            ("trade", major, logistics),
            ("consumer", general, quality),
        ):
            complaint = self._create_complaint(
                complainant_type=complainant, level_id=level.id
            )
            wizard = self.env["complaint.complaint.dispatch"].with_user(self.user_agent)
            wizard = wizard.create({"complaint_ids": complaint.ids})
            self.assertEqual(wizard.department_ids, departments)
            self.assertEqual(wizard.lead_department_id, departments[:1])
