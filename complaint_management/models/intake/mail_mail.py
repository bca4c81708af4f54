import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.mail import email_normalize_all

# Minutes until the next attempt to hand over a letter: about three days in all.
BACK_OFF = (1, 5, 15, 60, 180, 720, 1440, 1440)
PERMANENT_TYPES = (
    "mail_email_invalid",
    "mail_email_missing",
    "mail_from_invalid",
    "mail_from_missing",
    "mail_spam",
)
SMTP_CODE = re.compile(r"\b([45])\d\d\b")


class MailMail(models.Model):
    _inherit = "mail.mail"

    complaint_retries = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    complaint_milestone = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What the case reaches when the letter has been handed over.",
    )

    _complaint_failed_idx = models.Index("(write_date) WHERE state = 'exception'")

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Each addressee of a letter of ours gets a reference of their own, which comes
        back with their answer: see ``complaint.intake``."""
        letters = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if (self.model or "").startswith("complaint.") and self.message_id:
            intakes = self.env["complaint.intake"]
            for letter in letters:
                emails = letter["email_to_normalized"]
                if len(emails) == 1:
                    signature = intakes._sign_letter(self.message_id, emails[0])
                    letter["references"] = " ".join(
                        filter(None, [letter["references"], signature])
                    )
        return letters

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Complaints learn whether their letters were handed over."""
        # sudo: whoever sends need not read all letters
        models = self._get_complaint_models()
        letters = self.sudo().filtered(lambda mail: mail.model in models)
        sent = letters.filtered(lambda mail: mail.state == "sent")
        self.env["complaint.intake"]._note_acknowledged(sent.mail_message_id)
        for code, mails in (
            sent.filtered("complaint_milestone").grouped("complaint_milestone").items()
        ):
            cases = self.env["complaint.complaint"].browse(mails.mapped("res_id"))
            cases.exists()._record_milestone(code)
        if failure_type == "mail_smtp":
            # only told here: the text of the error may look like a refusal
            (letters - sent).failure_type = failure_type
        for letter in letters - sent:
            if letter._is_complaint_failure_permanent():
                letter._give_up_complaint_letter()
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    @api.model
    def _get_complaint_models(self):
        """Names of our models that write letters: all that follow their fate."""
        registry = self.env.registry
        protected = registry["complaint.protected.mixin"]
        return [
            name
            for name, model in registry.items()
            if issubclass(model, protected) and not model._abstract
        ]

    @api.model
    def _cron_retry_complaint_letters(self, limit=500):
        """Try again to hand over the letters that failed for a passing reason, or give
        them to the desk after the last attempt."""
        failed = self.search(
            [
                ("state", "=", "exception"),
                ("model", "in", self._get_complaint_models()),
                ("complaint_retries", "<=", len(BACK_OFF)),
            ],
            order="write_date",
            limit=limit,
        )
        now = self.env.cr.now()
        due = failed.try_lock_for_update().filtered(
            lambda mail: (
                mail.state == "exception"
                and not mail._is_complaint_failure_permanent()
                and mail.write_date + mail._get_complaint_delay() <= now
            )
        )
        for letter in due:
            letter.complaint_retries += 1
            if letter.complaint_retries > len(BACK_OFF):
                letter._give_up_complaint_letter()
            else:
                letter.mark_outgoing()
        if due:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_complaint_delay(self):
        delays = BACK_OFF[self.complaint_retries :] or BACK_OFF[-1:]
        return timedelta(minutes=delays[0])

    def _is_complaint_failure_permanent(self):
        """Whether another attempt cannot help. A failed connection may always."""
        self.ensure_one()
        if self.failure_type in PERMANENT_TYPES:
            return True
        codes = SMTP_CODE.findall(self.failure_reason or "")
        return self.failure_type != "mail_smtp" and "5" in codes and "4" not in codes

    def _give_up_complaint_letter(self):
        """Put the letter on the desk."""
        self.ensure_one()
        document = self.env[self.model].browse(self.res_id).exists()
        addressees = email_normalize_all(self.email_to) + [
            partner.email_normalized for partner in self.recipient_ids
        ]
        if document:
            document._note_undeliverable(
                ", ".join(filter(None, addressees)), self.failure_reason
            )
