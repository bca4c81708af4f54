from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.tools import formataddr, html2plaintext, html_sanitize

from ...tools import mail_parser

SUBJECT_LIMIT = 200


class ComplaintIntakeRouteMixin(models.AbstractModel):
    """Where a message belongs, and what it does there."""

    _name = "complaint.intake.route.mixin"
    _description = "Routing of Incoming Complaint Mail"

    def _do_route(self, parsed):
        """Give the message its effect.

        :param parsed: a :class:`mail_parser.ParsedMail`
        :return: values that tell the fate of the message
        """
        parent = self._find_referenced_messages(parsed.references)[:1]
        document = self._find_document(parent)
        if document._name == "complaint.assignment":
            self._post(parsed, document, parent)
            return {
                **self._prepare_processed_values("answer"),
                "assignment_id": document.id,
                "complaint_id": document.complaint_id.id,
            }
        if document:
            self._post(parsed, document, parent)
            return {
                **self._prepare_processed_values("follow_up"),
                "complaint_id": document.id,
            }
        complaint = self._post(parsed, document, parent)
        return {
            **self._prepare_processed_values("complaint"),
            "complaint_id": complaint.id,
            **self._acknowledge(complaint, parsed),
        }

    def _prepare_processed_values(self, kind):
        return {"state": "processed", "kind": kind, "reason": False, "detail": False}

    def _find_document(self, parent):
        """The document of a letter of ours; an empty complaint when there is none."""
        # sudo: the gateway writes to every case
        env = self.sudo().env
        if not parent:
            return env["complaint.complaint"]
        return env[parent.model].browse(parent.res_id).exists()

    def _post(self, parsed, document, parent):
        """Write the message to the document, or to a new complaint.

        The route names no alias: a fault of ours neither bounces to the customer nor
        marks the alias as invalid.
        """
        values = {} if document else self._prepare_complaint_values(parsed)
        route = (document._name, document.id, values, SUPERUSER_ID, None)
        thread = self.env["mail.thread"].with_context(
            # pictures are evidence: kept as they are
            image_no_postprocess=True
        )
        document_id = thread._message_route_process(
            None, self._prepare_message_values(parsed, parent), [route]
        )
        return self.sudo().env[document._name].browse(document_id)

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _prepare_complaint_values(self, parsed):
        team = self.team_id
        author = self._find_author(parsed)
        values = {
            "name": self._get_subject(parsed),
            "customer_name": parsed.sender_name or author.name,
            "partner_id": author.partner_share and author.id,
            "date_received": self.date_received,
            # sudo: the list of channels is no secret
            "channel_id": self.env["complaint.channel"]
            .sudo()
            .search([("is_mail", "=", True)], limit=1)
            .id,
            "company_id": self.company_id.id,
        }
        if team:
            values["team_id"] = team.id
            allowed = timedelta(hours=team.late_entry_hours)
            if allowed and self.date_received + allowed < self.env.cr.now():
                values["late_entry_reason"] = self.env._(
                    "The mail waited in the intake: it was received in time."
                )
        return values

    def _prepare_message_values(self, parsed, parent):
        """The message as ``message_post`` and ``message_new`` want it."""
        author = self._find_author(parsed)
        return {
            "message_type": "email",
            "message_id": self.message_id or f"<{self.content_hash}@intake.invalid>",
            "subject": self._get_subject(parsed),
            "email_from": formataddr((parsed.sender_name, parsed.sender_email))
            if parsed.sender_email
            else parsed.sender,
            "author_id": author.id,
            "body": self._render_body(parsed),
            "date": self.date_received,
            "parent_id": parent.id,
            "to_filtered": self._format_addresses(parsed.to),
            "cc_filtered": self._format_addresses(parsed.cc),
            "attachments": [
                (file.name, file.content, {"cid": file.cid})
                for file in parsed.attachments
            ],
        }

    def _get_subject(self, parsed):
        subject = parsed.subject
        if not subject:
            lines = html2plaintext(self._render_body(parsed)).strip().splitlines()
            subject = lines[0] if lines else self.env._("No Subject")
        return subject[:SUBJECT_LIMIT]

    def _render_body(self, parsed):
        pieces = [
            content if kind == "html" else mail_parser.as_html(content)
            for kind, content in parsed.chunks
        ]
        return Markup(html_sanitize("".join(pieces), strip_classes=True))

    def _format_addresses(self, addresses):
        return ", ".join(formataddr(pair) for pair in addresses)

    def _find_author(self, parsed):
        """The contact with the sender's address, customers before colleagues."""
        partners = self.env["res.partner"].sudo()  # sudo: the gateway knows everybody
        if not parsed.sender_email:
            return partners
        return partners.search(
            [
                ("email_normalized", "=", parsed.sender_email),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="partner_share desc, id",
            limit=1,
        )

    # ------------------------------------------------------------
    # ANSWER
    # ------------------------------------------------------------

    def _acknowledge(self, complaint, parsed):
        """Send the acknowledgement of receipt.

        :return: values that remember it on the mail
        """
        mail = complaint._send_acknowledgement(parsed.message_id)
        return {
            "acknowledgement_id": mail.mail_message_id.id,
            "date_acknowledged": mail and self.env.cr.now(),
        }
