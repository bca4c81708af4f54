from base64 import b64encode

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .intake_common import IntakeCommon

RAW = (
    "From: {sender}\r\nTo: nobody@elsewhere.example\r\nSubject: S\r\n"
    "Message-ID: <{number}@x.example>\r\n\r\nI approve."
)
ROLES = (
    "employee",
    "respondent",
    "agent",
    "supervisor",
    "executive",
    "auditor",
    "configurator",
)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestGatewayDoor(IntakeCommon):
    """What passes the mail gateway is done as superuser: nobody but the gateway passes.
    Every attack goes over the door of RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(partner_id=cls.partner.id)
        cls.assignment = cls._dispatch(cls.complaint)
        cls.number = 0

    def _call(self, user, name, method, /, *args, **kwargs):
        return call_kw(self.env(user=user)[name], method, list(args), kwargs)

    def _raw(self, sender="a@x.example"):
        type(self).number += 1
        return RAW.format(sender=sender, number=self.number)

    def _get_threads(self):
        """Every model of the database that takes mail."""
        thread = self.env.registry["mail.thread"]
        return [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, thread) and not model._abstract
        ]

    def _assert_refused(self, user, name, method, /, *args, **kwargs):
        with (
            self.subTest(user=user.login, model=name, method=method),
            self.assertRaises(AccessError),
            self.env.cr.savepoint(),
        ):
            self._call(user, name, method, *args, **kwargs)

    def test_nobody_creates_by_mail(self):
        for role in ROLES:
            user = getattr(self, f"user_{role}")
            for name in ("complaint.delegation", "complaint.penalty", "ir.cron"):
                self._assert_refused(
                    user, "mail.thread", "message_process", name, self._raw(), {}
                )

    def test_nobody_creates_by_mail_on_any_model(self):
        for name in self._get_threads():
            if name in ("complaint.complaint", "complaint.assignment"):
                continue
            raw = self._raw(self.user_executive.email)
            for door in ("mail.thread", name):
                self._assert_refused(
                    self.user_employee, door, "message_process", name, raw
                )
                self._assert_refused(
                    self.user_employee,
                    door,
                    "message_process",
                    name,
                    raw,
                    thread_id=1,
                )

    def test_mail_of_employees_for_the_desk_is_held(self):
        """Whatever values and documents it names."""
        known = self.env["complaint.intake"].search([])
        for model, document in (
            ("complaint.complaint", self.complaint),
            ("complaint.assignment", self.assignment),
        ):
            self._call(
                self.user_employee,
                "mail.thread",
                "message_process",
                model,
                self._raw(self.user_executive.email),
                {"is_historic": True, "user_id": self.user_employee.id},
                thread_id=document.id,
            )
        intakes = self._get_new(known)
        self.assertEqual(intakes.mapped("state"), ["held", "held"])
        self.assertFalse(intakes.complaint_id)

    def test_steps_of_the_gateway_are_no_doors(self):
        for name in self._get_threads():
            for user in (self.user_employee, self.env.ref("base.user_admin")):
                for method, args in (
                    ("message_new", [{"subject": "x"}]),
                    ("message_update", [[1], {"author_id": 1, "body": "x"}]),
                    ("message_route", ["x", {}]),
                    ("message_change_thread", [[1], 1]),
                ):
                    self._assert_refused(user, name, method, *args)

    def test_gateway_delivers_and_decides_nothing(self):
        user = self._new_user("gateway")
        user.group_ids += self.env.ref("complaint_management.group_complaint_gateway")
        for kwargs in (
            {"custom_values": {"user_id": 1}},
            {"thread_id": self.complaint.id},
        ):
            self._assert_refused(
                user, "mail.thread", "message_process", None, self._raw(), **kwargs
            )
        self._assert_refused(
            user, "mail.thread", "message_process", "complaint.delegation", self._raw()
        )
        self.assertTrue(
            self._call(
                user,
                "complaint.intake",
                "deliver",
                b64encode(self._build()).decode(),
            )
        )

    def test_portal_users_deliver_nothing(self):
        portal = self._create_portal_user()
        raw = b64encode(self._build()).decode()
        self._assert_refused(portal, "complaint.intake", "deliver", raw)
        self._assert_refused(
            portal, "mail.thread", "message_process", None, self._build().decode()
        )

    def test_employees_do_not_flood_the_tray(self):
        raw = self._build("x" * 21 * 1024 * 1024)
        self._assert_refused(
            self.user_employee, "complaint.intake", "deliver", b64encode(raw).decode()
        )
        for number in range(30):
            raw = b64encode(self._build(f"Mail {number}")).decode()
            self._call(self.user_employee, "complaint.intake", "deliver", raw)
        raw = b64encode(self._build("One more")).decode()
        self._assert_refused(self.user_employee, "complaint.intake", "deliver", raw)

    def test_everybody_posts_in_their_own_name(self):
        """Over message_post, message_notify and the messages themselves."""
        executive = self.user_executive.partner_id
        claims = {
            "author_id": executive.id,
            "email_from": "exec@test.mycompany.com",
            "date": "2001-01-01 00:00:00",
            "message_type": "email",
        }
        agent = self.user_agent
        ids = self.complaint.ids
        posted = self._call(
            agent, "complaint.complaint", "message_post", ids, body="x", **claims
        )
        notified = self._call(
            agent,
            "complaint.complaint",
            "message_notify",
            ids,
            body="x",
            partner_ids=executive.ids,
            author_id=executive.id,
        )
        loose = self._call(
            agent,
            "mail.thread",
            "message_notify",
            [],
            model="complaint.complaint",
            res_id=self.complaint.id,
            body="x",
            partner_ids=executive.ids,
            author_id=executive.id,
        )
        created = self._call(
            agent,
            "mail.message",
            "create",
            {"model": "complaint.complaint", "res_id": ids[0], "body": "x", **claims},
        )
        for message_ids in (posted, notified, loose, created):
            message = self.env["mail.message"].browse(message_ids)
            self.assertEqual(message.author_id, agent.partner_id)
            self.assertNotIn("exec@", message.email_from)
            self.assertEqual(message.date.date(), self.env.cr.now().date())
            self.assertNotEqual(message.message_type, "email")

    def test_address_of_a_desk_decides_about_nothing_else(self):
        defaults = repr({"team_id": self.team.id, "is_historic": True})
        with self.assertRaises(ValidationError):
            self._call(
                self.user_configurator,
                "complaint.team",
                "write",
                self.team.ids,
                {"alias_defaults": defaults},
            )
