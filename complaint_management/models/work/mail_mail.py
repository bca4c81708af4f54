from odoo import models
from odoo.tools import html2plaintext


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, *args, **kwargs):
        """The secret link is put into the mail as it leaves, and kept nowhere."""
        emails = super()._prepare_outgoing_list(*args, **kwargs)
        document = self._get_linked_document()
        for values in emails if document else ():
            body = values["body"]
            recipients = values["email_to_normalized"]
            values["body"] = document._put_link(body, recipients)
            if values["body"] != body:
                values["body_alternative"] = html2plaintext(values["body"])
        return emails

    def _get_linked_document(self):
        """The document behind a link that the mail is about, if any."""
        registry = self.env.registry
        is_linked = self.model in registry and issubclass(
            registry[self.model], registry["complaint.token.mixin"]
        )
        return is_linked and self.env[self.model].browse(self.res_id or 0).exists()
