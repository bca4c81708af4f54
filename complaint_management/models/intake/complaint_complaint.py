from odoo import api, fields, models


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    intake_ids = fields.One2many("complaint.intake", "complaint_id", "Incoming Mails")
    date_acknowledged = fields.Datetime(
        "Acknowledged on",
        readonly=True,
        copy=False,
        help="When the acknowledgement was handed over to the mail server.",
    )
    correspondence_lang = fields.Char(
        compute="_compute_correspondence_lang",
        export_string_translation=False,
        help="Language of letters to the customer.",
    )

    @api.depends("partner_id.lang", "company_id")
    def _compute_correspondence_lang(self):
        for complaint in self:
            complaint.correspondence_lang = (
                complaint.partner_id.lang
                or complaint.company_id.partner_id.lang
                or self.env.lang
            )

    # ------------------------------------------------------------
    # MAIL GATEWAY
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A complaint out of a message, as ``complaint.intake`` prepared it.

        Does not call ``super()``: that would put the subject into the number.
        """
        return self.create(
            {
                "name": msg_dict.get("subject") or self.env._("No Subject"),
                "email_from": msg_dict.get("email_from"),
                "description": msg_dict.get("body"),
                "partner_id": msg_dict.get("author_id"),
                "first_contact_id": False,
                **(custom_values or {}),
            }
        )

    def message_update(self, msg_dict, update_vals=None):
        """Count one more contact by the customer (P20)."""
        for complaint in self:
            complaint.contact_count += 1
        return super().message_update(msg_dict, update_vals=update_vals)

    def _send_acknowledgement(self, reference):
        """Queue the letter that tells the customer the number of his complaint.

        :param str reference: Message-ID of the message that is acknowledged
        :return: the ``mail.mail``, empty when there is nobody to write to
        """
        self.ensure_one()
        template = self.env.ref(
            "complaint_management.mail_template_complaint_acknowledgement",
            raise_if_not_found=False,
        )
        mails = self.env["mail.mail"].sudo()  # sudo: the mail queue is the system's
        if not template or not self.email_normalized:
            return mails
        headers = {
            # RFC 3834: robots do not answer answers
            "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All",
            "X-Odoo-Objects": f"{self._name}-{self.id}",
        }
        mail_id = template.send_mail(
            self.id,
            email_values={
                "headers": repr(headers),
                "references": reference,
                "auto_delete": False,
            },
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mails.browse(mail_id)
