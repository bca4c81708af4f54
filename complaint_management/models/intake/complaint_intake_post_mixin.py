from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.tools import formataddr, hmac

from ...tools import mail_gate, mail_html
from .complaint_intake_data import PROVEN

NOTE_LIMIT = 2000
# Contacts with one address, of whom the one that takes part is the author.
SAME_ADDRESS_LIMIT = 20


class ComplaintIntakePostMixin(models.AbstractModel):
    """What a message does: a new complaint, an entry in a thread, an answer."""

    _name = "complaint.intake.post.mixin"
    _description = "Effects of Incoming Complaint Mail"

    # Marks letters that this database writes by itself.
    MARK_HEADER = "X-Complaint-Source"

    def _get_own_mark(self):
        """The mark of this database: nobody learns its identity from a letter, or can
        make the mark himself."""
        # su: the key is the system's
        return hmac(self.env(su=True), self.MARK_HEADER, "letter")

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
        """Put a delivery failure on the document, and tell the desk about the address."""
        address, is_final = mail_gate.find_bounced(parsed)
        reason = mail_gate.own_text(parsed)[:500]
        document._note_undeliverable(address, reason, is_final)

    def _note_kept(self, kind, parsed, document):
        """Show on the document, as an internal note, what is kept without effect."""
        kinds = dict(self._fields["kind"]._description_selection(document.env))
        document._message_log(
            body=Markup("<p><strong>%s</strong>: %s</p><pre>%s</pre>")
            % (
                document.env._("Kept without effect"),
                kinds[kind],
                mail_gate.own_text(parsed)[:NOTE_LIMIT],
            ),
            author_id=False,
            email_from=self._get_email_from(parsed),
        )

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
        enclosed = self._render_enclosed(parsed)
        if document._name == "complaint.complaint" and document:
            body = self._get_warning() + body
        author = self._get_author(parsed, document)
        return {
            "message_type": "email",
            "message_id": self.message_id or f"<{self.content_hash}@intake.invalid>",
            "subject": self._get_subject(parsed, body),
            "email_from": self._get_email_from(parsed),
            "author_id": author.id,
            "body": body + enclosed if document else body,
            **({} if document else {"enclosed": enclosed}),
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

    def _format_addresses(self, addresses):
        return ", ".join(formataddr(pair) for pair in addresses)

    def _get_email_from(self, parsed):
        if not parsed.sender_email:
            return parsed.sender
        return formataddr((parsed.sender_name, parsed.sender_email))

    def _get_warning(self):
        """What the desk must know about the sender, shown with the words."""
        if self.proof in (*PROVEN, "server"):
            return Markup()
        env = self.with_context(lang=self.company_id.partner_id.lang).env
        warning = env._(
            "Sender not verified: nothing but the address in the mail says that it is"
            " from them."
        )
        return Markup('<p class="o_complaint_unverified"><em>⚠ %s</em></p>') % warning

    def _find_contact(self, parsed, document):
        """The contact with the sender's address, customers before colleagues."""
        partners = self.env["res.partner"].sudo()  # sudo: the gateway knows everybody
        if not parsed.sender_email or self._get_verdict(parsed) == "fail":
            return partners
        found = partners.search(
            [
                ("email_normalized", "=", parsed.sender_email),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="partner_share desc, id",
            limit=SAME_ADDRESS_LIMIT,
        )
        if document and hasattr(document, "_get_correspondents"):
            return (found & document._get_correspondents())[:1] or found[:1]
        return found[:1]

    def _get_author(self, parsed, document):
        """The contact who is believed to be the author.

        Anybody can write the address of a colleague into a mail: colleagues are only
        believed when they answer a letter to them, customers unless the mail server
        knows better. A department whose mail the desk has let through may answer.
        """
        contact = self._find_contact(parsed, document)
        is_believed = self.proof in PROVEN or (
            self.decided_by_id and document and document._name == "complaint.assignment"
        )
        if self._is_colleague(contact) and not is_believed:
            return contact.browse()
        return contact

    def _is_colleague(self, partner):
        return bool(partner) and not partner.partner_share
