import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formataddr, html_sanitize, is_html_empty

from ...tools.plain_text import to_plain_text
from ...tools.rich_text_field import RichText
from .resolution_data import (
    LETTER_KINDS,
    LETTER_PURPOSES,
    LETTER_STATES,
    LETTER_WAYS,
    UNDECIDED_SOLUTION_STATES,
    UNSENT_STATES,
    VALIDITY_LETTER_KINDS,
)

# marks of what is still to be written, and of templates that were not filled in
LETTER_GAPS = re.compile(r"\[\s?(?:…|\.\.\.)[^\]]*\]|\{\{.*?\}\}|\$\{.*?\}|%\(\w+\)s")
DRAFT_FIELDS = {"delay_reason_id", "date_promised"}
CONTENT_FIELDS = {"kind", "way", "subject", "body", "delay_reason_id", "date_promised"}


class ComplaintLetter(models.Model):
    """A letter to everybody concerned by a case: first answer, holding letter, answer to
    each matter raised (P16), offer or ruling. Sent means handed over; only then it
    counts as contact with the customer."""

    _name = "complaint.letter"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.guard.mixin",
        "complaint.form.mixin",
    ]
    _description = "Letter to the Customer"
    _rec_name = "number"
    _order = "id desc"
    _check_company_auto = True
    _course_fields = frozenset(
        {"state", "date_sent", "number", "round", "mail_message_ids"}
    )

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    solution_id = fields.Many2one(
        "complaint.solution",
        index="btree_not_null",
        domain="[('complaint_id', '=', complaint_id)]",
        ondelete="cascade",
    )
    round = fields.Integer(readonly=True, copy=False, default=1)
    kind = fields.Selection(LETTER_KINDS, required=True, default="reply")
    way = fields.Selection(LETTER_WAYS, required=True, default="mail")
    lang = fields.Char(compute="_compute_lang", export_string_translation=False)
    subject = fields.Char(copy=False)
    body = RichText("Letter", copy=False, help="The greeting is added by itself.")
    is_pdf_attached = fields.Boolean("Attach as PDF")
    delay_reason_id = fields.Many2one(
        "complaint.delay.reason",
        help="Why more time is needed.",
        ondelete="restrict",
    )
    date_promised = fields.Date(
        "Answer Promised by", help="The new date that the customer is told."
    )
    addressees = fields.Text("Goes to", compute="_compute_addressees")
    answers = fields.Html(
        compute="_compute_answers",
        sanitize=False,
        help="Finding and measure for each matter raised.",
    )

    state = fields.Selection(
        LETTER_STATES, required=True, readonly=True, default="draft", copy=False
    )
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    mail_message_ids = fields.Many2many(
        "mail.message", string="Mails", readonly=True, copy=False
    )

    can_send = fields.Boolean(compute="_compute_can_acts")

    @api.depends("complaint_id.number")
    def _compute_number(self):
        for letter in self.filtered("id"):
            letter.number = f"{letter.complaint_id.number}-L{letter.id}"

    @api.depends("complaint_id")
    def _compute_lang(self):
        for letter in self._sudo_case():
            letter.lang = letter.complaint_id.correspondence_lang

    @api.depends("complaint_id")
    def _compute_addressees(self):
        for letter in self._sudo_case():
            letter.addressees = "\n".join(
                " · ".join(filter(None, (who["name"], who["email"])))
                for complaint in letter.complaint_id
                for who in complaint._get_addressees()
            )

    @api.depends("complaint_id", "lang")
    def _compute_answers(self):
        for letter in self._sudo_case():
            complaint = letter.complaint_id.with_context(lang=letter.lang)
            letter.answers = complaint.env["ir.qweb"]._render(
                "complaint_management.complaint_letter_answers",
                {"complaint": complaint},
            )

    @api.depends("state", "body", "subject", "way")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.constrains("solution_id", "complaint_id")
    def _check_solution_id(self):
        for letter in self.filtered("solution_id"):
            if letter.solution_id.complaint_id != letter.complaint_id:
                raise UserError(
                    self.env._("Solution and letter belong to the same complaint.")
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Letters begin as drafts, written after the template of their kind."""
        self._check_course_fields(*vals_list)
        letters = super().create(vals_list)
        for letter in letters:
            letter.sudo().round = letter.complaint_id.round  # sudo: see write
            if is_html_empty(letter.body):
                letter._write_draft()
        return letters

    def write(self, vals):
        """A letter is written until it is sent.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            self._check_course_fields(vals)
            if CONTENT_FIELDS & vals.keys() and any(
                letter.state != "draft" for letter in self
            ):
                raise AccessError(
                    self.env._("The letter has been sent: write another one.")
                )
        # a holding letter follows its reason and date until its words are changed
        followed = self.browse()
        if DRAFT_FIELDS & vals.keys() and "body" not in vals:
            followed = self.filtered(
                lambda letter: letter.state == "draft" and letter._is_as_drafted()
            )
        result = super().write(vals)
        for letter in followed:
            letter._write_draft()
        return result

    def _is_as_drafted(self):
        """Whether the words are those of the template, but for marks of gaps."""
        gapless = LETTER_GAPS.sub("", to_plain_text(self.body)).split()
        return gapless == to_plain_text(self._render_draft()["body"]).split()

    def _is_removable(self):
        return True  # as long as it is a draft, see below

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(letter.state != "draft" for letter in self):
            raise AccessError(self.env._("A letter that was sent stays in the record."))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "send"]

    def _get_cannot_send_reasons(self):
        reasons = self._get_state_reasons("draft") + self._get_desk_reasons()
        if not to_plain_text(self.body).strip() or not (self.subject or "").strip():
            reasons.append(self.env._("write subject and letter"))
        reasons += self._get_gap_reasons()
        if self.solution_id.state in UNDECIDED_SOLUTION_STATES:
            reasons.append(self.env._("its solution has not been approved"))
        complaint = self.sudo().complaint_id  # sudo: see _is_desk
        addressees = complaint._get_addressees()
        if self.way == "mail" and not any(who["email"] for who in addressees):
            reasons.append(self.env._("nobody has an email address: print the letter"))
        if not addressees:
            reasons.append(self.env._("there is no customer to write to"))
        return reasons

    def _get_gap_reasons(self):
        """What the letter does not say although letters of its kind have to. Words that
        were written by hand may say it in their own way."""
        gaps = LETTER_GAPS.findall(to_plain_text(f"{self.subject or ''}\n{self.body}"))
        reasons = [
            self.env._("write what “%(gap)s” stands for, or delete it", gap=gap)
            for gap in gaps
        ]
        missing = self._get_missing_parts()
        if self.kind == "holding" or (missing and not gaps and self._is_as_drafted()):
            reasons += missing
        return reasons

    def _get_missing_parts(self):
        """What the kind of letter tells the customer, and nobody has entered yet."""
        complaint = self.complaint_id
        parts = []
        if self.kind == "holding" and not (self.delay_reason_id and self.date_promised):
            parts.append(self.env._("say why it takes longer, and until when"))
        if self.kind == "reply":
            parts += [
                self.env._("answer the matter “%(matter)s”", matter=item.name)
                for item in complaint.item_ids
                if not (item.verdict or item.finding or item.measure)
            ]
            if not complaint.item_ids and not (complaint.finding or "").strip():
                parts.append(self.env._("say what was found, and what you do"))
        if self.kind in ("solution", "ruling") and is_html_empty(
            self.solution_id.description
        ):
            parts.append(self.env._("say what is offered or decided"))
        is_invalid = self._get_validity_key() == "invalid"
        facts = complaint.finding or complaint.validity_reason or ""
        if self.kind == "first_answer" and is_invalid and not facts.strip():
            parts.append(self.env._("explain the facts"))
        return parts

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Mail the letter to everybody concerned; a printed one has been posted."""
        self._check_can("send")
        printed = self.filtered(lambda letter: letter.way == "letter")
        printed._do_hand_over()
        (self - printed)._do_send()

    def action_rewrite(self):
        """Write the draft anew, such as after the findings have changed."""
        self.check_access("write")
        for letter in self.filtered(lambda letter: letter.state == "draft"):
            letter._write_draft()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _write_draft(self):
        """Subject and body by the template, in the language of the customer. What is
        still missing is marked; the letter cannot be sent with such a mark."""
        self.ensure_one()
        draft = self._render_draft()
        if draft["body"]:
            marks = [f"[… {part}]" for part in self._get_missing_parts()]
            gaps = Markup().join(Markup("<p>%s</p>") % mark for mark in marks)
            self.write({**draft, "body": gaps + Markup(draft["body"])})

    def _render_draft(self):
        """Subject and body by the template, both empty where there is none."""
        template = self._get_template()
        if not template:
            return {"subject": False, "body": False}
        rendered = template._generate_template(self.ids, ("subject", "body_html"))
        values = rendered[self.id]
        return {"subject": values["subject"], "body": values["body_html"]}

    def _get_template(self):
        """The mail template of the kind, and of the validity where that matters; with
        sudo, because the words are the company's."""
        name = f"mail_template_complaint_letter_{self.kind}"
        if self.kind in VALIDITY_LETTER_KINDS:
            name = f"{name}_{self._get_validity_key()}"
        return (
            self.env.ref(f"complaint_management.{name}", raise_if_not_found=False)
            or self.env["mail.template"]
        ).sudo()

    def _get_validity_key(self):
        """Valid: apologise; to be improved: explain; else: state the facts (P17)."""
        validity = self.complaint_id.validity
        if validity == "to_improve":
            return validity
        return "invalid" if validity in ("invalid", "malicious") else "valid"

    def _do_send(self):
        """Queue one mail for each addressee; they count when they are handed over."""
        for letter in self:
            mails = self.env["mail.mail"].sudo()  # sudo: the queue is the system's
            for who in letter.complaint_id._get_addressees():
                if who["email"]:
                    mails |= mails.create(letter._prepare_mail_values(who))
            # sudo: the course of a letter is written by its own acts only
            letter.sudo().write(
                {"state": "sending", "mail_message_ids": mails.mail_message_id.ids}
            )
        # sudo: the queue is the system's; it may be asleep for an hour
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _prepare_mail_values(self, who):
        """A mail in the thread of the complaint, so that an answer finds it."""
        self.ensure_one()
        complaint = self.complaint_id
        return {
            "model": complaint._name,
            "res_id": complaint.id,
            "subject": f"[{who['number']}] {self.subject}",
            "body_html": self._get_text(who),
            "body": self._get_text(who),
            "email_from": complaint.company_id._format_complaint_sender(
                complaint.team_id.with_context(lang=self.lang)
            ),
            "email_to": formataddr((who["name"] or "", who["email"])),
            "reply_to": complaint.with_context(lang=self.lang)._notify_get_reply_to()[
                complaint.id
            ],
            "headers": repr(complaint._get_letter_headers()),
            "message_type": "email_outgoing",
            "auto_delete": False,
            "attachment_ids": self._prepare_pdf_commands(),
        }

    def _prepare_pdf_commands(self):
        """The printed letter as an attachment, where that is wished."""
        if not self.is_pdf_attached:
            return []
        report = "complaint_management.action_report_complaint_letter"
        # sudo: reports are the company's
        content, _kind = (
            self.env["ir.actions.report"].sudo()._render_qweb_pdf(report, self.ids)
        )
        return [(0, 0, {"name": f"{self.number}.pdf", "raw": content})]

    def _get_text(self, who):
        """The letter with the greeting of the addressee, in its language."""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        greeting = (
            env._("Dear %(name)s,", name=who["name"])
            if who["name"]
            else env._("Dear Sir or Madam,")
        )
        return Markup("<p>%s</p>%s") % (greeting, Markup(html_sanitize(self.body)))

    @api.model
    def _note_handed_over(self, messages):
        """The mails of these messages have been handed over to the mail server."""
        if not messages:
            return
        letters = self.sudo().search(  # sudo: the mail queue tells it
            [("state", "in", UNSENT_STATES), ("mail_message_ids", "in", messages.ids)]
        )
        letters._do_hand_over()

    @api.model
    def _note_failed(self, messages):
        """The mail server takes the mails of these messages no more."""
        # sudo: the mail queue tells it
        self.sudo().search(
            [("state", "=", "sending"), ("mail_message_ids", "in", messages.ids)]
        ).write({"state": "failed"})

    def _do_hand_over(self):
        """The letter has left: the customer has heard from us."""
        # sudo: the course of a letter is written by its own acts only
        self.sudo().write({"state": "sent", "date_sent": self.env.cr.now()})
        self.flush_recordset(["state"])
        for letter in self:
            letter._log_contact()
            if letter.kind == "holding":
                letter.complaint_id._note_told()
        for letter in self.filtered("solution_id"):
            letter.sudo().solution_id._do_note_offer(letter.way)  # sudo: see above

    def _log_contact(self):
        """A letter is a contact with the customer; it stamps the milestones."""
        # sudo: the mail queue logs what the desk has written
        self.env["complaint.contact"].sudo().create(
            {
                "complaint_id": self.complaint_id.id,
                "channel": self.way,
                "purpose": LETTER_PURPOSES[self.kind],
                "user_id": self.create_uid.id,
                "content": to_plain_text(self.body),
            }
        )

    # ------------------------------------------------------------
    # FORM
    # ------------------------------------------------------------

    def _get_form_lang(self):
        return self.lang or super()._get_form_lang()

    def _get_letter_date(self):
        """The day on which the letter leaves, as its language writes it."""
        moment = self.date_sent or self.env.cr.now()
        day = self._to_local_day(moment, self._get_form_partner())
        return self._format_day(day, lang=self.lang, style="long")

    def _get_form_partner(self):
        """Letters are read by the customer."""
        return self.sudo().complaint_id.partner_id  # sudo: see _is_desk

    def _get_form_imprint(self):
        """Nothing: a customer is not told who printed a letter."""
        return ""

    def _get_form_title(self, form):
        """A letter is headed by its subject."""
        return self.subject or super()._get_form_title(form)
