from odoo import models
from odoo.tools import email_normalize


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Letters and answers to customers learn that they were handed over."""
        sent = self.sudo().filtered(  # sudo: the mail queue is the system's
            lambda mail: mail.model == "complaint.complaint" and mail.state == "sent"
        )
        messages = sent.mail_message_id
        self.env["complaint.letter"]._note_handed_over(messages)
        if messages:
            partners = self.env["res.partner"].concat(*success_pids)
            emails = {*partners.mapped("email_normalized")}
            emails.update(map(email_normalize, success_emails))
            # sudo: as above
            contacts = self.env["complaint.contact"].sudo()
            contacts._note_handed_over(messages, emails - {False})
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _give_up_complaint_letter(self):
        super()._give_up_complaint_letter()
        messages = self.mail_message_id
        self.env["complaint.letter"]._note_failed(messages)
        # sudo: the mail queue is the system's
        self.env["complaint.contact"].sudo()._note_failed(messages)
