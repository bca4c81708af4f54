from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.tools import formataddr

from ...tools import mail_gate, mail_html

SUBJECT_LIMIT = 200
# Contacts with one address, of whom the one that takes part is the author.
SAME_ADDRESS_LIMIT = 20


class ComplaintIntakePostMixin(models.AbstractModel):
    """What a message does: a new complaint, an entry in a thread, an answer."""

    _name = "complaint.intake.post.mixin"
    _description = "Effects of Incoming Complaint Mail"

    # Marks letters that this database writes by itself.
    MARK_HEADER = "X-Complaint-Source"

    def _get_own_mark(self):
        # sudo: the identity of the database is no secret to itself
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _post(self, parsed, document, parent, is_note=False):
        """Write the message to the document, or to a new complaint.

        The route names no alias: a fault of ours neither bounces to the customer nor
        marks the alias as invalid.
        """
        message = self._prepare_message_values(parsed, document, parent, is_note)
        values = {} if document else self._prepare_complaint_values(parsed, message)
        route = (document._name, document.id, values, SUPERUSER_ID, None)
        thread = self.env["mail.thread"].with_context(
            # pictures are evidence: kept as they are
            image_no_postprocess=True
        )
        document_id = thread._message_route_process(None, message, [route])
        # sudo: the gateway writes to every case
        return self.sudo().env[document._name].browse(document_id)

    def _note_bounce(self, parsed, document):
        """Put a delivery failure on the case, and tell the desk about the address."""
        address, is_final = mail_gate.find_bounced(parsed)
        reason = mail_gate.own_text(parsed)[:500]
        document._note_undeliverable(address, reason, is_final)

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _prepare_complaint_values(self, parsed, message):
        # sudo: the gateway knows everybody
        env = self.sudo().env
        author = env["res.partner"].browse(message["author_id"] or [])
        values = {
            "customer_name": parsed.sender_name or author.name,
            "date_received": self.date_received,
            "channel_id": env["complaint.channel"]._get_mail_channel_id(),
            "company_id": self.company_id.id,
            **self._get_alias_values(),
        }
        if self.team_id:
            values["team_id"] = self.team_id.id
            allowed = timedelta(hours=self.team_id.late_entry_hours)
            if allowed and self.date_received + allowed < self.env.cr.now():
                values["late_entry_reason"] = self.env._(
                    "The mail waited in the intake: it was received in time."
                )
        return values

    def _prepare_message_values(self, parsed, document, parent, is_note):
        """The message as ``message_post`` and ``message_new`` want it."""
        # a new complaint cleans the body itself: cleaning costs more than all the rest
        is_clean = document or mail_html.is_suspect(parsed.chunks)
        render = mail_html.render if is_clean else mail_html.compose
        body = self._render_body(parsed, render)
        author = self._find_author(parsed, document)
        address = (parsed.sender_name, parsed.sender_email)
        return {
            "message_type": "email",
            "message_id": self.message_id or f"<{self.content_hash}@intake.invalid>",
            "subject": self._get_subject(parsed, body),
            "email_from": formataddr(address) if address[1] else parsed.sender,
            "author_id": author.id,
            "body": body,
            "date": self.date_received,
            "parent_id": parent.id,
            "is_internal": is_note,
            "to_filtered": self._format_addresses(parsed.to),
            "cc_filtered": self._format_addresses(parsed.cc),
            "attachments": [
                (file.name, file.content, {"cid": file.cid})
                for file in parsed.attachments
            ],
        }

    def _get_subject(self, parsed, body):
        lines = (parsed.subject or mail_html.to_text(body)).strip().splitlines()
        return (lines[0] if lines else self.env._("No Subject"))[:SUBJECT_LIMIT]

    def _render_body(self, parsed, render):
        content, is_reduced = render(parsed.chunks)
        body = Markup(content)
        if is_reduced:
            env = self.with_context(lang=self.company_id.partner_id.lang).env
            body += Markup("<p><em>%s</em></p>") % env._(
                "Shown without its layout. The complete message is kept among the"
                " incoming mails."
            )
        return body

    def _format_addresses(self, addresses):
        return ", ".join(formataddr(pair) for pair in addresses)

    def _find_author(self, parsed, document):
        """The contact with the sender's address, customers before colleagues.

        Anybody can write the address of a colleague into a mail: colleagues are only
        believed when they answer a letter, customers unless the mail server knows
        better.
        """
        partners = self.env["res.partner"].sudo()  # sudo: the gateway knows everybody
        if not parsed.sender_email or mail_gate.is_forged(parsed):
            return partners
        found = partners.search(
            [
                ("email_normalized", "=", parsed.sender_email),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="partner_share desc, id",
            limit=SAME_ADDRESS_LIMIT,
        )
        author = (found & document._get_correspondents())[:1] or found[:1]
        return author if document or not self._is_colleague(author) else partners

    def _is_colleague(self, partner):
        return bool(partner) and not partner.partner_share

    # ------------------------------------------------------------
    # ANSWER
    # ------------------------------------------------------------

    def _acknowledge(self, complaint, parsed):
        """Send the acknowledgement of receipt, unless it could start a conversation
        of robots. Answers are limited, complaints never.

        :return: values that remember it on the mail
        """
        if mail_gate.is_automatic(parsed) or mail_gate.is_forged(parsed):
            return {}
        if not self.sender_email or self._is_answer_limit_reached():
            return {}
        mail = complaint._send_acknowledgement(self.message_id)
        return {
            "acknowledgement_id": mail.mail_message_id.id,
            "date_acknowledged": mail and self.env.cr.now(),
        }

    def _is_answer_limit_reached(self):
        """Whether the address has got as many answers within a day as it may get."""
        answered = self.search_count(
            [
                ("sender_email", "=", self.sender_email),
                ("date_acknowledged", ">", self.env.cr.now() - timedelta(days=1)),
            ]
        )
        return answered >= self.company_id.complaint_answer_limit
