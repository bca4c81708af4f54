from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _prepare_mail_values_static(self):
        """Also letters to many, which are written as superuser, are by who sends
        them."""
        values = super()._prepare_mail_values_static()
        if not self.env.su and (self.model or "").startswith("complaint."):
            values["author_id"] = self.env.user.partner_id.id
        return values
