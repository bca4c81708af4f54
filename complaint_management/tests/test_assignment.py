from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestAssignmentCourse(AssignmentCommon):
    def test_reply_returned_with_reason_then_accepted(self):
        assignment = self._dispatch(self._create_complaint())
        self._reply(assignment)
        with self.assertRaisesRegex(UserError, "only who asked"):
            self._return(assignment, self.user_respondent)
        self._return(assignment, self.user_agent)
        self.assertRecordValues(
            assignment,
            [
                {
                    "state": "signed",
                    "return_reason": "The cause is missing",
                    "return_count": 1,
                    "date_replied": False,
                }
            ],
        )
        self._reply(assignment, text="<p>The box was too thin: wrong order.</p>")
        assignment.with_user(self.user_agent).action_accept()
        self.assertEqual(assignment.state, "accepted")
        self.assertEqual(
            self._codes(assignment),
            [
                "dispatched",
                "signed",
                "dept_first_reply",
                "replied",
                "returned",
                "replied",
                "reply_accepted",
            ],
        )
        returned = assignment.milestone_ids.filtered(lambda m: m.code == "returned")
        self.assertEqual(returned.note, "The cause is missing")

    def test_not_ours_then_dispatched_to_another_department(self):
        assignment = self._dispatch(self._create_complaint())
        self._return(assignment, self.user_respondent, "Logistics packs it")
        self.assertEqual(assignment.state, "returned")
        desk = assignment.with_user(self.user_agent)
        desk.department_id = self.department_logistics
        desk.action_send()
        self.assertEqual(assignment.state, "sent")
        self.assertEqual(assignment.user_id, self.user_logistics)
        self.assertFalse(assignment.with_user(self.user_respondent).has_access("read"))

    def test_forwarded_answer_comes_back_the_same_way(self):
        assignment = self._dispatch(self._create_complaint())
        child = self._forward(
            assignment, self.user_respondent, self.department_logistics
        )
        self.assertEqual(child.state, "sent")
        self.assertEqual(assignment.state, "signed")
        self.assertFalse(assignment.with_user(self.user_logistics).has_access("read"))
        self._reply(child, self.user_logistics)
        with self.assertRaises(AccessError):
            child.with_user(self.user_agent_other).action_accept()
        child.with_user(self.user_respondent).action_accept()
        self.assertIn("too thin", assignment.reply)
        assignment.with_user(self.user_respondent).action_reply()
        self.assertEqual(assignment.state, "replied")

    def test_forwarded_answer_goes_on_by_itself(self):
        self.procedure.is_child_reply_checked = False
        assignment = self._dispatch(self._create_complaint())
        child = self._forward(
            assignment, self.user_respondent, self.department_logistics
        )
        self._reply(child, self.user_logistics)
        self.assertEqual(child.state, "accepted")
        self.assertEqual(assignment.state, "replied")
        self.assertIn("too thin", assignment.reply)

    def test_reply_waits_for_those_forwarded_to(self):
        assignment = self._dispatch(self._create_complaint())
        self._forward(assignment, self.user_respondent, self.department_logistics)
        respondent = assignment.with_user(self.user_respondent)
        respondent.reply = "<p>Done</p>"
        with self.assertRaisesRegex(UserError, "wait for the departments"):
            respondent.action_reply()

    def test_several_departments_have_one_lead(self):
        complaint = self._create_complaint()
        departments = self.department_quality | self.department_logistics
        self._dispatch(complaint, departments)
        lead = complaint.assignment_ids.filtered("is_lead")
        self.assertEqual(len(complaint.assignment_ids), 2)
        self.assertEqual(len(lead), 1)

    def test_desk_changes_the_lead(self):
        complaint = self._create_complaint()
        self._dispatch(complaint, self.department_quality | self.department_logistics)
        lead = complaint.assignment_ids.filtered("is_lead")
        other = complaint.assignment_ids - lead
        other.with_user(self.user_agent).is_lead = True
        self.assertEqual(complaint.assignment_ids.filtered("is_lead"), other)

    def test_several_departments_need_a_coordinator(self):
        self.procedure.is_coordinator_needed = True
        complaint = self._create_complaint()
        wizard = self.env["complaint.complaint.dispatch"].with_user(self.user_agent)
        wizard = wizard.create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": (
                    self.department_quality | self.department_logistics
                ).ids,
            }
        )
        self.assertTrue(wizard.is_coordinator_needed)
        self.assertTrue(wizard.coordinator_id)
        wizard.coordinator_id = False
        with self.assertRaisesRegex(UserError, "coordinator"):
            wizard.action_dispatch()
        wizard.coordinator_id = self.user_supervisor
        wizard.action_dispatch()
        self.assertEqual(complaint.coordinator_id, self.user_supervisor)

    def test_first_node_receives_and_distributes(self):
        self.department_operations.write(
            {
                "is_complaint_first_node": True,
                "complaint_contact_ids": self.user_manager.ids,
            }
        )
        assignment = self._dispatch(self._create_complaint(), self.department_quality)
        self.assertEqual(assignment.department_id, self.department_operations)
        self.assertEqual(assignment.target_department_id, self.department_quality)
        child = self._forward(assignment, self.user_manager)
        self.assertEqual(child.department_id, self.department_quality)

    def test_cancel_takes_back_what_was_forwarded(self):
        assignment = self._dispatch(self._create_complaint())
        child = self._forward(
            assignment, self.user_respondent, self.department_logistics
        )
        with self.assertRaisesRegex(UserError, "only the desk"):
            assignment.with_user(self.user_respondent).action_cancel()
        assignment.with_user(self.user_agent).action_cancel()
        self.assertEqual((assignment | child).mapped("state"), ["cancelled"] * 2)
        self.assertFalse(assignment.activity_ids)

    def test_desk_answers_where_the_department_has_no_users(self):
        department = self.env["hr.department"].create({"name": "Cellar"})
        assignment = self._dispatch(self._create_complaint(), department)
        self._reply(assignment, self.user_agent)
        self.assertEqual(assignment.state, "replied")

    def test_desk_does_not_answer_for_the_department(self):
        assignment = self._dispatch(self._create_complaint())
        desk = assignment.with_user(self.user_agent)
        self.assertFalse(desk.can_sign)
        with self.assertRaisesRegex(UserError, "only the department"):
            desk.action_sign()
        with self.assertRaises(AccessError):
            desk.reply = "<p>They said so</p>"

    def test_course_is_not_writable(self):
        """No door but the acts: not even for the desk, through the API."""
        assignment = self._dispatch(self._create_complaint())
        for user in (self.user_agent, self.user_supervisor, self.user_respondent):
            for values in (
                {"state": "accepted"},
                {"date_replied": "2026-01-01 00:00:00"},
                {"parent_id": assignment.id},
            ):
                with self.assertRaises(AccessError):
                    assignment.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.env["complaint.assignment"].with_user(self.user_agent).create(
                {
                    "complaint_id": assignment.complaint_id.id,
                    "department_id": self.department_quality.id,
                    "state": "accepted",
                }
            )

    def test_sign_in_bulk(self):
        assignments = self.env["complaint.assignment"]
        for _index in range(3):
            assignments |= self._dispatch(self._create_complaint())
        assignments.with_user(self.user_respondent).action_sign()
        self.assertEqual(set(assignments.mapped("state")), {"signed"})

    def test_all_obstacles_of_a_batch_at_once(self):
        first = self._dispatch(self._create_complaint())
        second = self._dispatch(self._create_complaint())
        with self.assertRaises(UserError) as refused:
            (first | second).with_user(self.user_agent).action_accept()
        self.assertIn(first.number, str(refused.exception))
        self.assertIn(second.number, str(refused.exception))

    def test_draft_of_a_colleague_is_announced(self):
        self.department_quality.complaint_contact_ids |= self.user_logistics
        assignment = self._dispatch(self._create_complaint())
        assignment.with_user(self.user_respondent).action_sign()
        assignment.with_user(self.user_respondent).reply = "<p>So far</p>"
        self.assertIn(
            self.user_respondent.name,
            assignment.with_user(self.user_logistics).draft_warning,
        )
        self.assertFalse(assignment.with_user(self.user_respondent).draft_warning)

    def test_close_request_with_the_last_answer(self):
        complaint = self._create_complaint()
        assignment = self._dispatch(complaint)
        respondent = assignment.with_user(self.user_respondent)
        respondent.action_sign()
        respondent.is_close_requested = True
        self._reply(assignment)
        self.assertIn("close_requested", complaint.milestone_ids.mapped("code"))

    def test_first_contact_keeps_sight_until_closing(self):
        """P10: whoever was contacted first stays responsible, also for other desks."""
        complaint = self._create_complaint(
            user=self.user_agent_other, team_id=self.team.id
        )
        self._dispatch(complaint)
        self.assertEqual(complaint.first_contact_id, self.user_agent_other)
        self.assertTrue(complaint.with_user(self.user_agent_other).has_access("write"))

    def test_closing_accepts_the_replies(self):
        complaint = self._create_complaint(validity="valid")
        assignment = self._dispatch(complaint)
        self._reply(assignment)
        complaint.with_user(self.user_agent).write(
            {"phase": "closed", "outcome": "solved"}
        )
        self.assertEqual(assignment.state, "accepted")


@tagged("post_install", "-at_install", "complaint")
class TestAssignmentMail(AssignmentCommon):
    def test_arrival_mail_and_activity(self):
        with self.mock_mail_gateway():
            assignment = self._dispatch(self._create_complaint(demand="A new one"))
        [mail] = [m for m in self._mails if assignment.number in m["subject"]]
        self.assertIn(self.user_respondent.email, mail["email_to"][0])
        self.assertIn("A new one", mail["body"])
        self.assertIn(f"{self.alias_catchall}@{self.alias_domain}", mail["reply_to"])
        self.assertEqual(assignment.activity_ids.user_id, self.user_respondent)

    def test_arrival_of_a_confidential_case_tells_the_number_only(self):
        with self.mock_mail_gateway():
            assignment = self._dispatch(
                self._create_complaint(
                    partner_id=self.partner.id,
                    demand="Canary demand",
                    name="Canary subject",
                    is_confidential=True,
                )
            )
        [mail] = [m for m in self._mails if assignment.number in m["subject"]]
        self.assertNotIn("Canary", mail["body"] + mail["subject"])

    def test_answer_by_mail_is_the_reply(self):
        assignment = self._dispatch(self._create_complaint(partner_id=self.partner.id))
        with self.mock_mail_gateway():
            assignment.message_update(
                {
                    "author_id": self.user_respondent.partner_id.id,
                    "body": "<p>The seal was broken.</p>",
                }
            )
        self.assertEqual(assignment.state, "replied")
        self.assertIn("The seal was broken", assignment.reply)
        recipients = [to for mail in self._mails for to in mail["email_to"]]
        self.assertFalse([to for to in recipients if "customer.example" in to])

    def test_mail_of_a_stranger_is_no_reply(self):
        assignment = self._dispatch(self._create_complaint())
        assignment.message_update({"author_id": self.partner.id, "body": "<p>Ha</p>"})
        self.assertEqual(assignment.state, "sent")
        self.assertFalse(assignment.reply)

    def test_customer_never_hears_what_is_said_on_an_assignment(self):
        assignment = self._dispatch(self._create_complaint(partner_id=self.partner.id))
        assignment.message_subscribe(partner_ids=self.partner.ids)
        message = assignment.with_user(self.user_respondent).message_post(
            body="He is a pest",
            partner_ids=self.partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertNotIn(self.partner, message.notified_partner_ids)
