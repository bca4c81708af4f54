from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, email_split, formataddr

from ...tools.plain_text import to_plain_text

# messages that people write
WRITTEN_TYPES = ("comment", "notification")


class ComplaintComplaint(models.Model):
    """What is written to the customer from the thread of a case reaches the customer, or
    is refused; what reaches the customer is a contact like any other.

    Messages go to people outside, notes stay inside. Each addressee gets a mail of their
    own: customers of one case do not learn of each other.
    """

    _inherit = "complaint.complaint"

    letter_ids = fields.One2many(
        "complaint.letter", "complaint_id", "Letters", copy=False
    )

    # ------------------------------------------------------------
    # RECIPIENTS
    # ------------------------------------------------------------

    def _message_add_suggested_recipients(self, force_primary_email=False):
        """Everybody whom a letter about the case would reach, and nobody else."""
        suggested = super()._message_add_suggested_recipients(force_primary_email)
        for complaint in self:
            persons = [person for person, _own in complaint._get_complainants()]
            emails = [
                formataddr((person.customer_name or "", person.email_normalized))
                for person in persons
                if person.email_normalized
                and person.partner_id.email_normalized != person.email_normalized
            ]
            if force_primary_email:
                emails.insert(0, force_primary_email)
            suggested[complaint.id] = {
                "email_to_lst": emails,
                "partners": self.env["res.partner"].union(
                    *(
                        person.partner_id
                        for person in persons
                        if person.email_normalized
                        and person.partner_id.email_normalized
                        == person.email_normalized
                    )
                ),
            }
        return suggested

    def _sort_suggested_messages(self, messages):
        """Nobody is added because of having written about the case: that may be a third
        person."""
        return messages.browse()

    def _partner_find_from_emails_single(
        self, emails, *args, no_create=False, **kwargs
    ):
        """Whoever may write the case may write to its customers, also without the right
        to create contacts."""
        found = super()._partner_find_from_emails_single(
            emails, *args, no_create=no_create, **kwargs
        )
        if no_create and self and self.has_access("write"):
            known = set(found.mapped("email_normalized"))
            found |= self._ensure_customer_contacts(
                set(map(email_normalize, emails)) - known
            )
        return found

    def _ensure_customer_contacts(self, emails):
        """Contacts of the customers with these addresses.

        :param set emails: normalised addresses
        """
        contacts = self.env["res.partner"]
        for person, _own_complaint in self._get_complainants():
            if person.email_normalized and person.email_normalized in emails:
                # the reader of the case reads its customers
                contacts |= person._ensure_contact().with_env(self.env)
        return contacts

    def message_post(self, *, partner_ids=None, outgoing_email_to=False, **kwargs):
        """See ``mail.thread``. Customers given by address become recipients, so that each
        gets a mail of their own."""
        self.ensure_one()
        if outgoing_email_to:
            given = email_split(outgoing_email_to)
            contacts = self._ensure_customer_contacts(set(map(email_normalize, given)))
            known = set(contacts.mapped("email_normalized"))
            partner_ids = [*(partner_ids or []), *contacts.ids]
            outgoing_email_to = ", ".join(
                email for email in given if email_normalize(email) not in known
            )
        return super().message_post(
            partner_ids=partner_ids, outgoing_email_to=outgoing_email_to, **kwargs
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Notes stay inside, whoever is mentioned in them; messages get out."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: the sender may not see the message any more
        if message.sudo().is_internal or message.sudo().subtype_id.internal:
            recipients = [who for who in recipients if who["uid"] and not who["ushare"]]
        if self._is_written_by_person(message):
            recipients = self._add_own_customers(message, recipients)
            self._check_reaches_somebody(message, recipients)
        return recipients

    def _may_be_named(self, user):
        """A colleague who is a customer is written to like any other."""
        is_customer = user.partner_id in self._get_customer_contacts()
        return super()._may_be_named(user) or (
            is_customer and user not in self.sudo().barred_user_ids  # sudo: as above
        )

    def _get_customer_contacts(self):
        return self.env["res.partner"].union(
            *(person.partner_id for person, _own in self._get_complainants())
        )

    def _add_own_customers(self, message, recipients):
        """A colleague may be a customer: as such they get a mail like any other customer,
        though they may not read the case."""
        message = message.sudo()  # sudo: as above
        if message.is_internal or message.subtype_id.internal:
            return recipients
        customers = self._get_customer_contacts()
        colleagues = (customers & message.partner_ids).filtered(
            lambda partner: partner.email_normalized and not partner.partner_share
        )
        return [who for who in recipients if who["id"] not in colleagues.ids] + [
            {
                "active": True,
                "email_normalized": partner.email_normalized,
                "id": partner.id,
                "is_follower": False,
                "name": partner.name,
                "lang": partner.lang,
                "groups": [],
                "notif": "email",
                "share": True,
                "type": "customer",
                "uid": False,
                "ushare": False,
            }
            for partner in colleagues
        ]

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Answers have the customer's subject behind the number."""
        values = dict(additional_values or {})
        is_open = not message.subject and not self.is_confidential
        if is_open and self._is_written_by_person(message):
            subject = " ".join((self.name or "").split())
            values["subject"] = f"[{self.number}] {subject}"
        return super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=values
        )

    # ------------------------------------------------------------
    # WHAT WAS SENT
    # ------------------------------------------------------------

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """The answer is a contact with the customer, as soon as it has been handed over
        to the mail server."""
        if self._is_written_by_person(message) and not message.subtype_id.internal:
            self._log_answer(message, recipients_data)
        return super()._notify_thread_by_email(message, recipients_data, **kwargs)

    def _is_written_by_person(self, message):
        """Whether somebody of the company wrote the message just now."""
        return (
            bool(self)
            and self.env.uid != SUPERUSER_ID
            and message.message_type in WRITTEN_TYPES
            and bool(self._get_answering_user(message))
        )

    def _get_answering_user(self, message):
        # sudo: users of colleagues
        users = message.sudo().author_id.with_context(active_test=False).user_ids
        return users.filtered(lambda user: not user.share)[:1]

    def _check_reaches_somebody(self, message, recipients):
        """Nothing looks sent that was not.

        :raise UserError: a message has no recipient outside, or a note has one
        """
        # sudo: as above
        message = message.sudo()
        if message.is_internal or message.subtype_id.internal:
            outside = message.partner_ids.filtered("partner_share")
            if outside and message.message_type == "comment":
                raise UserError(
                    self.env._(
                        "A note stays inside, %(names)s would not get it: use “Send"
                        " message” to write to people outside.",
                        names=", ".join(outside.mapped("display_name")),
                    )
                )
            return
        is_message = message.subtype_id == self.env.ref("mail.mt_comment")
        if is_message and not any(self._is_reached(who) for who in recipients):
            raise UserError(self._get_unreached_text())

    def _is_reached(self, recipient):
        """Whether the recipient is somebody outside, or a customer, and gets a mail."""
        return recipient["notif"] == "email" and (
            (not recipient["uid"] or recipient["ushare"])
            and bool(recipient["email_normalized"])
        )

    def _get_unreached_text(self):
        if not self.email_normalized and not self.complainant_ids.filtered(
            "email_normalized"
        ):
            return self.env._(
                "Nobody would get this message: the customer has no email address. Add"
                " one, call, or print a letter. To tell colleagues, use “Log note”."
            )
        return self.env._(
            "Nobody outside would get this message: choose its recipients. To tell"
            " colleagues, use “Log note”."
        )

    def _log_answer(self, message, recipients):
        """One contact for one message, with all customers whom it is mailed to."""
        emails = {
            who["email_normalized"] for who in recipients if who["notif"] == "email"
        }
        reached = [
            who
            for who in self._get_addressees()
            if email_normalize(who["email"]) in emails
        ]
        if not reached:
            return
        # sudo: the contact follows from the message, nobody logs it
        contacts = self.env["complaint.contact"].sudo()
        values = {"mail_message_id": message.id, "state": "sending"}
        if logged := contacts._find_unsent(self, self._get_answering_user(message)):
            logged.write(values)
            return
        contacts.create(
            {
                **values,
                "complaint_id": self.id,
                "channel": "mail",
                "purpose": self._get_answer_purpose(),
                "person": ", ".join(who["name"] or who["email"] for who in reached),
                "user_id": self._get_answering_user(message).id,
                "content": to_plain_text(message.body) or message.subject or "…",
            }
        )

    def _get_answer_purpose(self):
        """What a message tells the customer: how far it is, while a department still
        owes its reply; else the result."""
        return "progress" if self.assignment_ids.filtered("is_open") else "result"
