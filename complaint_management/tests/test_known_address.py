from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .door_common import DoorMixin
from .satisfaction_common import SatisfactionCommon

OWN = "private@agent.example"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestKnownAddress(DoorMixin, SatisfactionCommon):
    """Who works on a case does not get the secret link of somebody else by entering an
    address of their own: it goes where it went before, or where a supervisor says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.env.ref("base.group_partner_manager")
        cls.user_agent.group_ids = [Command.link(manager.id)]
        cls.complaint = cls.new_case()
        cls.complaint.category_id = cls.category
        # the case is there for some time
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE complaint_complaint SET create_date = %s WHERE id = %s",
            [cls.env.cr.now() - timedelta(days=1), cls.complaint.id],
        )
        cls.env.invalidate_all()
        cls.party = cls.env["res.partner"].create(
            {"name": "Driver Zhao", "email": "zhao@developer.example"}
        )

    def _act(self, model, ids, method, user=None):
        """:return tuple: whether it was refused, and the mails with a link"""
        with self.mock_mail_gateway():
            is_refused = self._attack(user or self.user_agent, model, method, ids)
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        secret = self.env[model].browse(ids).sudo().access_token
        mails = [m for m in self._mails if secret and secret in m["body"]]
        return is_refused, [m["email_to"][0] for m in mails]

    def _write(self, record, **values):
        self._call(self.user_agent, record._name, "write", record.ids, values)

    # ------------------------------------------------------------
    # CUSTOMER
    # ------------------------------------------------------------

    def _own_contact(self):
        return self._call(
            self.user_agent,
            "res.partner",
            "create",
            [{"name": "Mister Private", "email": OWN}],
        )

    def test_customer_keeps_the_address(self):
        """By the follow-up, the case, its contact, and the contact's address."""
        for change in (
            lambda callback: self._write(callback, email=OWN),
            lambda callback: self._write(self.complaint, email_from=OWN),
            lambda callback: self._write(
                self.complaint, partner_id=self._own_contact()[0]
            ),
            lambda callback: (
                self._write(self.partner, email=OWN),
                self._write(callback, email=OWN),
            ),
        ):
            with self.subTest(), self.env.cr.savepoint() as savepoint:
                callback = self.carry_out(self.complaint).sudo()
                callback.user_id = self.user_agent
                change(callback)
                self.assertEqual(callback.email, OWN)
                door = ("complaint.callback", callback.ids, "action_send_link")
                self.assertEqual(self._act(*door), (True, []))
                refused, sent = self._act(*door, user=self.user_supervisor)
                self.assertFalse(refused)
                self.assertIn(OWN, sent[0])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_clock_sends_nothing_there(self):
        self.partner.complaint_callback_channel = "mail"
        self._write(self.complaint, email_from=OWN)
        with self.mock_mail_gateway():
            callback = self.carry_out(self.complaint)
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.assertEqual(callback.email, OWN)
        self.assertFalse([m for m in self._mails if OWN in m["email_to"][0]])
        self.assertFalse(callback.date_link_sent)

    def test_known_customer_is_asked(self):
        callback = self.carry_out(self.complaint).sudo()
        callback.user_id = self.user_agent
        refused, sent = self._act(
            "complaint.callback", callback.ids, "action_send_link"
        )
        self.assertFalse(refused)
        self.assertIn("wang@customer.example", sent[0])

    # ------------------------------------------------------------
    # PERSONS AND PARTIES
    # ------------------------------------------------------------

    def _draft(self, model, partner_id):
        values = {"complaint_id": self.complaint.id, "partner_id": partner_id}
        if model == "complaint.statement":
            values["questions"] = "<p>Who was there?</p>"
        return self._call(self.user_agent, model, "create", [values])

    def test_others_keep_theirs(self):
        for model, act in (
            ("complaint.statement", "action_ask"),
            ("complaint.assignment", "action_send"),
        ):
            with self.subTest(model):
                new = self._draft(model, self._own_contact()[0])
                self.assertEqual(self._act(model, new, act), (True, []))
                refused, sent = self._act(model, new, act, user=self.user_supervisor)
                self.assertFalse(refused)
                self.assertIn(OWN, sent[0])
                known = self._draft(model, self.party.id)
                refused, sent = self._act(model, known, act)
                self.assertFalse(refused)
                self.assertIn("zhao@developer.example", sent[0])

    def test_address_changes_before_the_mail_leaves(self):
        [statement] = self._draft("complaint.statement", self.party.id)
        self._write(self.party, email=OWN)
        self.assertEqual(
            self._act("complaint.statement", [statement], "action_ask"), (True, [])
        )

    def test_department_forwards_to_known_parties(self):
        assignment = self._dispatch(self.complaint).with_user(self.user_respondent)
        manager = self.env.ref("base.group_partner_manager")
        self.user_respondent.group_ids = [Command.link(manager.id)]
        [own] = self._call(
            self.user_respondent,
            "res.partner",
            "create",
            [{"name": "Mister Private", "email": OWN}],
        )
        for partner_id, is_refused in ((own, True), (self.party.id, False)):
            [wizard] = self._call(
                self.user_respondent,
                "complaint.assignment.forward",
                "create",
                [
                    {
                        "assignment_ids": [Command.set(assignment.ids)],
                        "partner_id": partner_id,
                    }
                ],
            )
            door = ("complaint.assignment.forward", "action_forward", [wizard])
            self.assertEqual(self._attack(self.user_respondent, *door), is_refused)
