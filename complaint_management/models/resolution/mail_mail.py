from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Letters to customers learn that they were handed over."""
        sent = self.sudo().filtered(  # sudo: the mail queue is the system's
            lambda mail: mail.model == "complaint.complaint" and mail.state == "sent"
        )
        self.env["complaint.letter"]._note_handed_over(sent.mail_message_id)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
