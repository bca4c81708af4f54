from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged, users

from .common import ComplaintCommon


@tagged("post_install", "-at_install", "complaint")
class TestRegistration(ComplaintCommon):
    def _register(self, user=None, context=None, **values):
        """The complaint that the employee, or ``user``, registers by the short form."""
        known = self.env["complaint.complaint"].search([])
        form = (
            self.env["complaint.complaint.register"]
            .with_user(user or self.user_employee)
            .with_context(**(context or {}))
            .create(
                {
                    "name": "Water on the stairs",
                    "description": "It drips\nsince Monday.",
                    **values,
                }
            )
        )
        form.action_register()
        return self.env["complaint.complaint"].search([]) - known

    @users("complaint_employee")
    def test_register_and_see_it(self):
        with Form(self.env["complaint.complaint.register"]) as form:
            form.name = "Water on the stairs"
            form.description = "It drips since Monday."
            form.customer_name = "Ms Zhao"
            form.phone = "13900139000"
            form.incident_place = "Building 7"
        action = form.record.action_register()
        registration = self.env["complaint.registration"].search([])
        self.assertIn(registration.number, action["params"]["message"])
        self.assertEqual(
            action["params"]["next"]["res_model"], "complaint.registration"
        )
        self.assertEqual(registration.name, "Water on the stairs")
        self.assertRegex(registration.number, r"\d{5}$")
        self.assertEqual(registration.display_name, registration.number)
        self.assertEqual(registration.phase, "new")
        self.assertTrue(registration.team_id)

    def test_what_the_desk_gets(self):
        complaint = self._register(
            partner_id=self.partner.id,
            category_id=self.category.id,
            subject_name="The caretaker",
        )
        self.assertIn("It drips", complaint.description)
        self.assertEqual(complaint.email_from, "wang@customer.example")
        self.assertEqual(complaint.registered_by_id, self.user_employee)
        self.assertEqual(complaint.first_contact_id, self.user_employee)
        self.assertEqual(complaint.company_id, self.company)
        self.assertEqual(complaint.subject_name, "The caretaker")
        self.assertTrue(complaint.with_user(self.user_supervisor).has_access("write"))

    def test_progress_is_seen(self):
        complaint = self._register(category_id=self.category.id)
        self._dispatch(complaint, user=self.user_supervisor)
        registration = self.env["complaint.registration"].with_user(self.user_employee)
        self.assertEqual(registration.browse(complaint.id).phase, "investigation")

    def test_late_entry_needs_a_reason(self):
        received = fields.Datetime.now() - timedelta(days=7)
        with self.assertRaisesRegex(UserError, "late entry"):
            self._register(date_received=received)
        complaint = self._register(
            date_received=received, late_entry_reason="I was on leave"
        )
        self.assertEqual(complaint.date_received, received)

    def test_attachments(self):
        own, foreign = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "photo.txt", "raw": b"x", "res_model": model})
            for user, model in (
                (self.user_employee, "complaint.complaint.register"),
                (self.user_supervisor, False),
            )
        )
        complaint = self._register(attachment_ids=[Command.set(own.ids)])
        self.assertEqual((own.res_model, own.res_id), (complaint._name, complaint.id))
        with self.assertRaises(AccessError):
            self._register(attachment_ids=[Command.set(foreign.ids)])
        self.assertFalse(foreign.res_id)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestRegistrationSecurity(ComplaintCommon):
    _register = TestRegistration._register

    def test_everybody_sees_only_his_own(self):
        complaint = self._register()
        registrations = self.env["complaint.registration"]
        self.assertTrue(registrations.with_user(self.user_employee).search([]))
        for user in (
            self.user_respondent,
            self.user_configurator,
            self.user_supervisor,
        ):
            self.assertFalse(registrations.with_user(user).search([]), user.login)
        with self.assertRaises(AccessError):
            registrations.with_user(self.user_respondent).browse(complaint.id).read(
                ["name"]
            )

    def test_registrant_reads_no_complaint(self):
        complaint = self._register().with_user(self.user_employee)
        with self.assertRaises(AccessError):
            complaint.read(["name"])
        with self.assertRaises(AccessError):
            complaint.message_ids.read(["body"])
        with self.assertRaises(AccessError):
            complaint.create({"name": "By the back door"})
        self.assertNotIn(
            self.user_employee.partner_id, complaint.sudo().message_partner_ids
        )

    def test_registrations_are_read_only(self):
        registration = self.env["complaint.registration"].with_user(self.user_employee)
        registration = registration.browse(self._register().id)
        with self.assertRaises(AccessError):
            registration.name = "Something else"
        with self.assertRaises(AccessError):
            registration.unlink()

    def test_context_sets_nothing_more(self):
        complaint = self._register(
            context={
                "default_is_historic": True,
                "default_user_id": self.user_employee.id,
                "default_is_confidential": True,
                "default_number": "MINE-1",
                "default_validity": "malicious",
            }
        )
        self.assertFalse(complaint.is_historic)
        self.assertFalse(complaint.user_id)
        self.assertFalse(complaint.is_confidential)
        self.assertNotEqual(complaint.number, "MINE-1")
        self.assertEqual(complaint.validity, "to_assess")

    def test_form_takes_no_other_fields(self):
        for name, value in (("user_id", self.user_employee.id), ("is_historic", True)):
            with self.assertRaises(ValueError):
                self._register(**{name: value})

    def test_forms_of_others_cannot_be_sent(self):
        form = (
            self.env["complaint.complaint.register"]
            .with_user(self.user_employee)
            .create({"name": "Mine", "description": "My words"})
        )
        form.invalidate_recordset()
        with self.assertRaises(AccessError):
            form.with_user(self.user_respondent).read(["description"])
        with self.assertRaises(AccessError):
            form.with_user(self.user_respondent).action_register()

    def test_other_company_is_refused(self):
        with self.assertRaises(AccessError):
            self._register(company_id=self.company_2.id)

    def test_registrant_complained_about(self):
        """He may register a complaint about himself, and sees nothing of it."""
        complaint = self._register(
            subject_user_ids=[Command.set(self.user_employee.ids)]
        )
        self.assertIn(self.user_employee, complaint.barred_user_ids)
        registrations = self.env["complaint.registration"].with_user(self.user_employee)
        self.assertFalse(registrations.search([]))

    def test_portal_users_cannot_register(self):
        portal = new_test_user(self.env, "complaint_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._register(user=portal)

    def test_agent_registers_for_another_office(self):
        """The registering unit keeps sight of what it handed over (P17)."""
        complaint = self._create_complaint(
            team_id=self.team_branch.id, user_id=self.user_agent_other.id
        )
        self.assertEqual(complaint.user_id, self.user_agent_other)
        for user in (self.user_agent, self.user_agent_other):
            self.assertTrue(complaint.with_user(user).has_access("read"), user.login)
