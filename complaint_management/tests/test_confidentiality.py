from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestConfidentiality(AssignmentCommon):
    def _dispatch_with_file(self, **values):
        complaint = self._create_complaint(partner_id=self.partner.id, **values)
        attachment = self.env["ir.attachment"].create(
            {
                "name": "contract.txt",
                "raw": b"Wang Fang",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        self.env["complaint.complaint.dispatch"].with_user(self.user_agent).create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": self.department_quality.ids,
                "attachment_ids": attachment.ids,
            }
        ).action_dispatch()
        return complaint.assignment_ids

    def test_files_are_copied_at_dispatch(self):
        assignment = self._dispatch_with_file()
        copied = assignment.with_user(self.user_respondent).shared_attachment_ids
        self.assertEqual(copied.raw, b"Wang Fang")
        self.assertEqual(copied.res_model, "complaint.assignment")

    def _dispatch_with_picture(self, **values):
        """A case whose words show a picture of its own, and one of another case."""
        complaint = self._create_complaint()
        picture, foreign = self.env["ir.attachment"].create(
            [
                {
                    "name": "broken.png",
                    "raw": b"\x89PNG\r\n\x1a\n",
                    "mimetype": "image/png",
                    "res_model": case._name,
                    "res_id": case.id,
                }
                for case in (complaint, self._create_complaint())
            ]
        )
        complaint.description = "".join(
            f'<p>Look: <img src="/web/image/{shown.id}" alt="broken.png"> there</p>'
            for shown in (picture, foreign)
        )
        complaint.write(values)
        return self._dispatch(complaint)

    def test_a_department_sees_the_pictures_within_the_words(self):
        assignment = self._dispatch_with_picture()
        seen = assignment.with_user(self.user_respondent)
        (copy,) = seen.shared_attachment_ids
        self.assertEqual(copy.raw, b"\x89PNG\r\n\x1a\n")
        self.assertEqual(seen.description.count("<img"), 1)
        self.assertIn(f"/web/image/{copy.id}", seen.description)
        self.assertEqual(seen.description.count("broken.png there"), 1)
        assignment.complaint_id.with_user(self.user_agent).is_confidential = True
        self.assertFalse(copy.exists())
        self.assertNotIn("<img", assignment.description)

    def test_pictures_of_a_confidential_case_stay_with_the_desk(self):
        assignment = self._dispatch_with_picture(is_confidential=True)
        self.assertFalse(assignment.shared_attachment_ids)
        self.assertNotIn("<img", assignment.description)
        self.assertEqual(assignment.description.count("broken.png there"), 2)

    def test_becoming_confidential_clears_the_copies(self):
        assignment = self._dispatch_with_file()
        self.assertTrue(assignment.customer_name)
        copied = assignment.shared_attachment_ids
        complaint = assignment.complaint_id
        complaint.with_user(self.user_agent).is_confidential = True
        self.assertFalse(assignment.customer_name)
        self.assertFalse(assignment.customer_phone)
        self.assertFalse(copied.exists())
        self.assertTrue(
            assignment.with_user(self.user_respondent).has_access("read"),
            "the department goes on working",
        )

    def test_becoming_confidential_withdraws_mails_not_sent_yet(self):
        complaint = self._create_complaint(name="Canary subject")
        assignment = self._dispatch(complaint)
        queued = self.env["mail.mail"].create(
            {
                "model": assignment._name,
                "res_id": assignment.id,
                "body_html": "Canary",
                "state": "outgoing",
            }
        )
        complaint.is_confidential = True
        self.assertFalse(queued.exists())

    def test_becoming_confidential_tells_the_contact_anew(self):
        complaint = self._create_complaint(name="Canary subject")
        assignment = self._dispatch(complaint)
        with self.mock_mail_gateway():
            complaint.is_confidential = True
        [mail] = [mail for mail in self._mails if assignment.number in mail["subject"]]
        self.assertNotIn("Canary", mail["body"])

    def test_desk_is_warned_of_a_contact_complained_about(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_respondent.ids)]
        )
        wizard = self.env["complaint.complaint.dispatch"].with_user(self.user_agent)
        wizard = wizard.create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": self.department_quality.ids,
            }
        )
        self.assertIn("complained about", wizard.conflict_warning)
        wizard.action_dispatch()
        assignment = complaint.assignment_ids
        self.assertEqual(assignment.user_id, self.user_manager, "the next one up")
        self.assertFalse(assignment.with_user(self.user_respondent).has_access("read"))

    def test_contact_named_later_loses_the_assignment(self):
        complaint = self._create_complaint()
        assignment = self._dispatch(complaint)
        self.assertEqual(assignment.user_id, self.user_respondent)
        complaint.with_user(self.user_agent).subject_user_ids = self.user_respondent
        self.assertEqual(assignment.user_id, self.user_manager)
        self.assertEqual(assignment.activity_ids.user_id, self.user_manager)
        self.assertFalse(assignment.with_user(self.user_respondent).has_access("read"))

    def test_contacts_of_the_department_complained_about(self):
        complaint = self._create_complaint(
            subject_department_id=self.department_quality.id
        )
        self.assertFalse(complaint.barred_user_ids)
        self.procedure.is_contact_barred = True
        self.assertEqual(complaint.barred_user_ids, self.user_respondent)

    def test_investigated_by_the_person_complained_about(self):
        """P03: the account manager at fault investigates himself."""
        self.procedure.is_conflict_barred = False
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_respondent.ids)]
        )
        assignment = self._dispatch(complaint)
        self._reply(assignment)
        self.assertEqual(assignment.state, "replied")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestAccessGrant(AssignmentCommon):
    def _grant(self, complaint, user, by=None, **values):
        return (
            self.env["complaint.access.grant"]
            .with_user(by or self.user_supervisor)
            .create(
                {
                    "complaint_id": complaint.id,
                    "user_id": user.id,
                    "reason": "Stands in at the branch",
                    "date_from": self.reference_now,
                    "date_to": self.reference_now + timedelta(days=1),
                    **values,
                }
            )
        )

    def test_break_the_glass_for_a_time(self):
        complaint = self._create_complaint()
        other = complaint.with_user(self.user_agent_other)
        self.assertFalse(other.has_access("read"))
        grant = self._grant(complaint, self.user_agent_other)
        with self.mock_datetime_and_now(self.reference_now + timedelta(hours=1)):
            self.env.invalidate_all()
            self.assertTrue(other.has_access("read"))
            self.assertFalse(other.has_access("write"))
            grant.with_user(self.user_supervisor).action_end()
            self.env.invalidate_all()
            self.assertFalse(other.has_access("read"))
        log = complaint.message_ids.filtered(lambda m: "Stands in" in (m.body or ""))
        self.assertTrue(log, "kept on the case")

    def test_ends_by_its_date(self):
        complaint = self._create_complaint()
        self._grant(complaint, self.user_agent_other)
        other = complaint.with_user(self.user_agent_other)
        with self.mock_datetime_and_now(self.reference_now + timedelta(days=2)):
            self.env.invalidate_all()
            self.assertFalse(other.has_access("read"))

    def test_lifts_the_wall_of_a_conflict(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_agent.ids)]
        )
        barred = complaint.with_user(self.user_agent)
        self.assertFalse(barred.has_access("read"))
        self._grant(complaint, self.user_agent)
        with self.mock_datetime_and_now(self.reference_now + timedelta(hours=1)):
            self.env.invalidate_all()
            self.assertTrue(barred.has_access("read"))

    @mute_logger("odoo.sql_db")
    def test_never_to_oneself(self):
        complaint = self._create_complaint()
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._grant(complaint, self.user_supervisor)

    def test_nobody_grants_what_he_may_not_see(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_supervisor.ids)]
        )
        with self.assertRaises(AccessError):
            self._grant(complaint, self.user_agent_other)
        for role in ("agent", "agent_other", "respondent", "executive", "auditor"):
            with self.assertRaises(AccessError):
                self._grant(
                    complaint, self.user_employee, by=getattr(self, f"user_{role}")
                )

    def test_kept_for_ever(self):
        grant = self._grant(self._create_complaint(), self.user_agent_other)
        own = grant.with_user(self.user_supervisor)
        with self.assertRaises(AccessError):
            own.write({"date_to": self.reference_now + timedelta(days=9)})
        with self.assertRaises(AccessError):
            own.write({"user_id": self.user_agent.id})
        with self.assertRaises(UserError):
            grant.sudo().unlink()


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestStatement(AssignmentCommon):
    def test_answered_without_seeing_the_case(self):
        """P01, P20: the one complained about gives his statement."""
        complaint = self._create_complaint(
            name="Canary", subject_user_ids=[Command.set(self.user_employee.ids)]
        )
        statement = (
            self.env["complaint.statement"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "user_id": self.user_employee.id,
                    "questions": "<p>What happened on Friday?</p>",
                }
            )
        )
        own = statement.with_user(self.user_employee)
        self.assertFalse(own.has_access("read"), "not before it is asked")
        statement.action_ask()
        self.assertTrue(own.has_access("read"))
        self.assertIn("Friday", own.questions)
        self.assertNotIn("Canary", own.display_name + own.complaint_id.display_name)
        self.assertFalse(complaint.with_user(self.user_employee).has_access("read"))
        with self.assertRaises(AccessError):
            own.questions = "<p>Something nicer?</p>"
        with self.assertRaisesRegex(UserError, "write your statement"):
            own.action_give()
        own.answer = "<p>I was in a hurry.</p>"
        own.message_post(body="My notes", attachments=[("notes.txt", b"12:30 queue")])
        own.action_give()
        self.assertEqual(statement.state, "answered")
        with self.assertRaises(AccessError):
            own.answer = "<p>Not so.</p>"

    def test_only_the_person_answers(self):
        complaint = self._create_complaint()
        statement = self.env["complaint.statement"].create(
            {
                "complaint_id": complaint.id,
                "user_id": self.user_employee.id,
                "questions": "<p>?</p>",
            }
        )
        statement.action_ask()
        for user in (self.user_agent, self.user_supervisor):
            with self.assertRaises(AccessError):
                statement.with_user(user).answer = "<p>He said so</p>"
        self.assertFalse(statement.with_user(self.user_respondent).has_access("read"))
