from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged, users

from .common import ComplaintCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestConflictOfInterest(ComplaintCommon):
    """Whoever is complained about never learns of the case, by whatever door (P20)."""

    def test_complained_about_sees_nothing(self):
        complaint = self._create_complaint(user_id=self.user_agent.id)
        complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent.id
        )
        self.assertIn(self.user_agent.partner_id, complaint.message_partner_ids)
        complaint.subject_user_ids = self.user_agent
        self.assertFalse(complaint.with_user(self.user_agent).has_access("read"))
        self.assertNotIn(self.user_agent.partner_id, complaint.message_partner_ids)
        self.assertFalse(complaint.activity_ids)
        self.assertNotEqual(complaint.user_id, self.user_agent)
        self.assertTrue(complaint.user_id)

    def test_barred_user_cannot_be_drawn_in(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_agent_other.ids)]
        )
        partner = self.user_agent_other.partner_id
        complaint.message_subscribe(partner_ids=partner.ids)
        self.assertNotIn(partner, complaint.message_partner_ids)
        activity = complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent_other.id
        )
        self.assertFalse(activity.user_id)
        message = complaint.message_post(
            body="Please look", partner_ids=partner.ids, message_type="comment"
        )
        self.assertNotIn(partner, message.notified_partner_ids)

    @users("complaint_agent")
    def test_naming_oneself_saves_and_hands_over(self):
        complaint = self._create_complaint().with_user(self.env.user)
        [values] = complaint.web_save(
            {"subject_user_ids": [Command.link(self.env.uid)]},
            {"name": {}, "milestone_ids": {}},
        )
        self.assertEqual(
            values, {"id": complaint.id, "name": False, "milestone_ids": []}
        )
        self.assertIn(self.env.user, complaint.sudo().barred_user_ids)

    @users("complaint_agent")
    def test_registering_oneself_saves(self):
        [values] = self.env["complaint.complaint"].web_save(
            {
                "name": "I was rude",
                "subject_user_ids": [Command.link(self.env.uid)],
            },
            {"name": {}},
        )
        self.assertTrue(values["id"])
        self.assertFalse(values["name"])

    def test_front_doors(self):
        """No list, group, count, export or search path shows anything of the case."""
        complaint = self._create_complaint(
            name="Canary in the subject",
            partner_id=self.partner.id,
            subject_user_ids=[Command.set(self.user_supervisor.ids)],
        )
        self._dispatch(complaint)
        self.user_supervisor.group_ids += self.env.ref("base.group_allow_export")
        complaints = self.env["complaint.complaint"].with_user(self.user_supervisor)
        mine = Domain("id", "=", complaint.id)
        self.assertFalse(complaints.search(mine))
        self.assertFalse(complaints.name_search(complaint.number))
        self.assertFalse(complaints.search([("name", "ilike", "canary")]))
        self.assertFalse(
            complaints.formatted_read_group(mine, ["category_id"], ["__count"])
        )
        self.assertFalse(complaints.web_search_read(mine, {"name": {}})["records"])
        with self.assertRaises(AccessError):
            complaints.browse(complaint.id).export_data(["name"])
        for model in ("complaint.assignment", "complaint.milestone", "complaint.item"):
            records = self.env[model].with_user(self.user_supervisor)
            self.assertFalse(records.search([("complaint_id", "=", complaint.id)]))
            self.assertFalse(records.search([("complaint_id.name", "ilike", "canary")]))

    def test_customer_is_not_found_through_the_case(self):
        """Nor by agents of other desks; he looks like anybody else to them."""
        complaint = self._create_complaint(
            partner_id=self.partner.id,
            subject_user_ids=[Command.set(self.user_supervisor.ids)],
        )
        telling = [
            ("complaint_ids", "=", complaint.id),
            ("complaint_ids", "!=", False),
            ("complaint_ids", "not in", [False, complaint.id + 1]),
            ("complaint_ids", "ilike", complaint.number),
            ("complaint_ids", "child_of", complaint.id),
            ("complaint_ids.id", "=", complaint.id),
            ("child_ids.complaint_ids", "=", complaint.id),
            ("complaint_ids.partner_id", "=", self.partner.id),
        ]
        silent = [
            ("complaint_ids", "=", False),
            ("complaint_ids", "!=", complaint.id),
            ("complaint_ids", "in", [False, complaint.id]),
        ]
        parent = self.env["res.partner"].create(
            {"name": "Wang Ltd", "child_ids": self.partner.ids}
        )
        known = (self.partner | parent).ids
        for user, is_reader in (
            (self.user_agent, True),
            (self.user_agent_other, False),
            (self.user_supervisor, False),
        ):
            customers = self.env["res.partner"].with_user(user)
            for condition in telling:
                with self.subTest(user=user.login, condition=condition):
                    found = customers.search([("id", "in", known), condition])
                    self.assertEqual(bool(found), is_reader)
            for condition in silent:
                with self.subTest(user=user.login, condition=condition):
                    found = customers.search([("id", "in", known), condition])
                    self.assertIn(parent, found)
                    if not is_reader:
                        self.assertIn(self.partner, found)

    def test_error_message_names_no_subject(self):
        """Even the detailed access error of the debug mode shows the number only."""
        complaint = self._create_complaint(
            name="Canary in the subject",
            subject_user_ids=[Command.set(self.user_supervisor.ids)],
        )
        self.env.ref("base.group_no_one").user_ids += self.user_supervisor
        with self.assertRaises(AccessError) as refused, self.debug_mode():
            complaint.with_user(self.user_supervisor).read(["name"])
        self.assertNotIn("Canary", str(refused.exception))

    def test_messages_and_activities_are_out_of_reach(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_supervisor.ids)]
        )
        complaint.message_post(body="Canary in the chatter", message_type="comment")
        complaint.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Canary in the activity",
            user_id=self.user_agent.id,
        )
        of_complaint = [
            ("model", "=", "complaint.complaint"),
            ("res_id", "=", complaint.id),
        ]
        messages = self.env["mail.message"].with_user(self.user_supervisor)
        self.assertFalse(messages.search(of_complaint))
        activities = self.env["mail.activity"].with_user(self.user_supervisor)
        self.assertFalse(activities.search([("summary", "ilike", "canary")]))

    def test_attachment_is_out_of_reach(self):
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_supervisor.ids)]
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"canary",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        with self.assertRaises(AccessError):
            attachment.with_user(self.user_supervisor).read(["raw"])

    def test_labels_are_numbers(self):
        complaint = self._create_complaint(name="Canary in the subject")
        assignment = self._dispatch(complaint)
        self.assertEqual(complaint.display_name, complaint.number)
        self.assertTrue(assignment.display_name.startswith(complaint.number))
        message = complaint.message_post(body="x", message_type="comment")
        self.assertEqual(message.record_name, complaint.number)

    def test_procedure_may_let_that_person_investigate(self):
        """P03 sends the form to the person responsible: the bar is a setting."""
        self.procedure.is_conflict_barred = False
        complaint = self._create_complaint(
            subject_user_ids=[Command.set(self.user_supervisor.ids)]
        )
        self.assertTrue(complaint.with_user(self.user_supervisor).has_access("read"))
