from markupsafe import Markup

from odoo import api, fields, models

from ...tools import mail_remote, sender_proof
from ...tools.mail_charset import guess_language


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    intake_ids = fields.One2many("complaint.intake", "complaint_id", "Incoming Mails")
    date_acknowledged = fields.Datetime(
        "Acknowledged on",
        readonly=True,
        copy=False,
        help="When the acknowledgement was handed over to the mail server.",
    )
    undeliverable_email = fields.Char(
        "Undeliverable Address",
        readonly=True,
        copy=False,
        help="Letters to this address came back.",
    )
    correspondence_lang = fields.Char(
        compute="_compute_correspondence_lang",
        export_string_translation=False,
        help="Language of letters to the customer.",
    )

    @api.depends("partner_id.lang", "company_id")
    def _compute_correspondence_lang(self):
        """The language of the known customer, else the one in which he wrote, else the
        company's."""
        installed = dict(self.env["res.lang"].get_installed())
        for complaint in self:
            text = f"{complaint.name} {complaint.description or ''}"
            complaint.correspondence_lang = (
                complaint.partner_id.lang
                or guess_language(text, installed)
                or complaint.company_id.partner_id.lang
                or self.env.lang
            )

    def _get_letter_lang(self):
        return self.correspondence_lang

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_intakes(self):
        """Open the mails that came in about the complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_intake_action"
        )
        return {**action, "domain": [("complaint_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _is_customer_address(self, email, author):
        """Whether mail from the address is mail from the customer's side. Whoever writes
        as anna+shop@ has the mailbox of anna@.

        :param str email: normalised address
        :param author: contact with that address, if any
        """
        self.ensure_one()
        if not email:
            return False
        customers = self.partner_id | self.complainant_ids.partner_id
        family = customers.commercial_partner_id | self.external_body_id
        known = [
            self.email_normalized,
            *self.complainant_ids.mapped("email_normalized"),
        ]
        mailboxes = set(map(sender_proof.get_base_address, filter(None, known)))
        return (
            sender_proof.get_base_address(email) in mailboxes
            or author in (customers | self.external_body_id)
            or (bool(author) and author.commercial_partner_id in family)
        )

    def _note_undeliverable(self, address, reason, is_final=True):
        """See the mixin; a letter to the customer also marks his address."""
        result = super()._note_undeliverable(address, reason, is_final)
        if is_final:
            for complaint in self:
                if not address or address == complaint.email_normalized:
                    # sudo: noted whoever wrote to the address
                    complaint.sudo().undeliverable_email = complaint.email_normalized
        return result

    def _ask_about_closed_case(self, intake):
        """Have somebody look at what the customer has written about a closed case: it
        may be a new matter."""
        for complaint in self:
            summary = complaint.env._("The customer has written about a closed case")
            people = complaint._filter_able(
                complaint.user_id
            ) or complaint._filter_able(
                intake._get_deciders(complaint.company_id, complaint.team_id)
            )
            able = people.filtered(complaint._filter_readable_by)[:1]
            able = able or complaint._get_stand_ins()[:1]
            if complaint.activity_ids.filtered(
                lambda activity, able=able, summary=summary: (
                    activity.user_id == able and activity.summary == summary
                )
            ):
                continue
            complaint.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=Markup('<p><a href="%s">%s</a></p>')
                % (
                    f"/odoo/complaint-intake/{intake.id}",
                    complaint.env._("Decide: new complaint, reopen, or nothing more"),
                ),
                user_id=able.id,
            )

    # ------------------------------------------------------------
    # MAIL GATEWAY
    # ------------------------------------------------------------

    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """A complaint out of a message, as ``complaint.intake`` prepared it.

        Does not call ``super()``: that would put the subject into the number.
        """
        complaint = self.create(
            {
                "name": msg_dict.get("subject") or self.env._("No Subject"),
                "email_from": msg_dict.get("email_from"),
                "description": msg_dict.get("body"),
                "partner_id": msg_dict.get("author_id"),
                "first_contact_id": False,
                **(custom_values or {}),
            }
        )
        # the field has cleaned it: the thread gets the clean text too
        enclosed = msg_dict.pop("enclosed", "")
        msg_dict["body"] = (complaint.description or Markup()) + enclosed
        return complaint

    def _create_attachments_for_post(self, values_list, extra_list):
        """Pictures within the words of the message are shown in the description too."""
        attachments = super()._create_attachments_for_post(values_list, extra_list)
        # su: only the gateway posts mails; nobody else writes the customer's words
        if self.env.su and len(self) == 1 and "cid:" in (self.description or ""):
            pictures = {
                extra[0]: attachment.id
                for attachment, extra in zip(attachments, extra_list, strict=True)
                if extra[0]
            }
            self.description = Markup(
                mail_remote.show_pictures(self.description, pictures)
            )
        return attachments

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """Count one more contact by the customer (P20), whose address works."""
        if not msg_dict.get("is_internal"):
            self._count_contact()
            marked = self.filtered("undeliverable_email")
            marked.check_access("write")
            # sudo: the mail shows that the address works, nobody fills it in
            marked.sudo().undeliverable_email = False
        return super().message_update(msg_dict, update_vals=update_vals)

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Answers of customers go to the desk's own address, which finds the case by
        its number even where the reference to our letter gets lost."""
        own = self.filtered("team_id.alias_email")
        reply_to = {
            complaint.id: complaint.team_id._format_reply_to() for complaint in own
        }
        if own and own == self:
            return reply_to
        others = self - own
        ids = others.ids or [False]
        rest = super(ComplaintComplaint, others)._notify_get_reply_to_batch(
            defaults and {res_id: defaults[res_id] for res_id in ids},
            author_ids and {res_id: author_ids[res_id] for res_id in ids},
        )
        return {**rest, **reply_to}

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
            **self._get_letter_headers(),
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
        return mails.browse(mail_id)
