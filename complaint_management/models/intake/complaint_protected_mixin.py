from markupsafe import Markup

from odoo import models

AUTOMATIC_TYPES = ("notification", "user_notification", "auto_comment")


class ComplaintProtectedMixin(models.AbstractModel):
    _inherit = "complaint.protected.mixin"

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Letters carry our mark, so that they are known when they come back; those
        that nobody wrote say so, so that robots do not answer (RFC 3834)."""
        headers = dict((additional_values or {}).get("headers") or {})
        headers.update(self._get_letter_headers())
        # sudo: the sender may not see the message any more
        if message.sudo().message_type in AUTOMATIC_TYPES:
            headers["Auto-Submitted"] = "auto-generated"
        values = super()._notify_by_email_get_base_mail_values(
            message,
            recipients_data,
            additional_values={**(additional_values or {}), "headers": headers},
        )
        return {**values, "references": self._drop_inner_references(message, values)}

    def _drop_inner_references(self, message, values):
        """The references of a letter without those to messages among colleagues: who
        knows the Message-ID of a letter could answer in the name of its addressee."""
        references = (values.get("references") or "").split()
        # sudo: the sender may not see the message any more
        own = message.sudo().message_id
        if set(references) <= {own}:
            return values.get("references")
        # sudo: as for the message
        public = self.env["mail.message"].sudo()
        public = public.search_fetch(
            [
                ("message_id", "in", references),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("message_type", "!=", "user_notification"),
            ],
            ["message_id"],
        )
        kept = {own, *public.mapped("message_id")}
        return " ".join(reference for reference in references if reference in kept)

    def _notify_by_email_get_headers(self, headers=None):
        """Odoo names all recipients outside to each of them: not here."""
        headers = super()._notify_by_email_get_headers(headers)
        headers.pop("X-Msg-To-Add", None)
        return headers

    def _get_automatic_headers(self):
        """Of letters that nobody wrote: robots do not answer them (RFC 3834)."""
        return {**self._get_letter_headers(), "Auto-Submitted": "auto-generated"}

    def _get_letter_headers(self):
        intakes = self.env["complaint.intake"]
        return {
            intakes.MARK_HEADER: intakes._get_own_mark(),
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        }

    def _note_undeliverable(self, address, reason, is_final=True):
        """Put it on the desk that a letter did not reach its addressee.

        :param str address: where it could not be delivered; may be unknown
        :param str reason: what the mail server says
        :param bool is_final: False while the mail server still tries
        """
        for document in self:
            title = (
                document.env._("A letter could not be delivered")
                if is_final
                else document.env._("A letter is delayed")
            )
            body = Markup("<p><strong>%s</strong>: %s</p><pre>%s</pre>") % (
                title,
                address or document.env._("unknown address"),
                reason or "",
            )
            desk = document._get_desk_partners()
            if is_final and desk:
                document.message_notify(
                    partner_ids=desk.ids, subject=title, body=body, force_send=False
                )
            document._message_log(body=body)

    def _get_desk_partners(self):
        """Contacts of the colleagues who look after the letters of the document."""
        self.ensure_one()
        document = self.sudo()  # sudo: contact of a colleague
        name = "user_id" if "user_id" in document._fields else "create_uid"
        return document[name].partner_id

    def _get_correspondents(self):
        """Contacts whose mail belongs to the document."""
        # sudo: the gateway asks, for everybody
        documents = self.sudo()
        return documents.message_partner_ids | documents.partner_id
