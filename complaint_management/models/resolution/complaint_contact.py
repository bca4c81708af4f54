from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, plaintext2html

from .resolution_data import (
    CONTACT_CHANNELS,
    CONTACT_DIRECTIONS,
    CONTACT_MILESTONES,
    CONTACT_PURPOSES,
    CONTACT_STATES,
    UNSENT_STATES,
)

NEXT_ACTIVITY_TYPE = "mail.mail_activity_data_call"
# what stays open to correction when a contact has been logged
CORRECTION_FIELDS = {"content", "person", "link", "date_next"}
# how long after a contact it is entered: without a word, with a reason, at the latest
AT_ONCE = timedelta(minutes=15)
SOON = timedelta(hours=1)
LATEST_ENTRY = timedelta(hours=24)


class ComplaintContact(models.Model):
    """What was said between the customer and us, through whichever channel (沟通记录).

    What the customer heard is remembered as a milestone of the case. A public answer
    is a draft until it is published, after approval if the procedure demands it (P17).
    """

    _name = "complaint.contact"
    _inherit = ["complaint.approval.mixin", "complaint.local.time.mixin"]
    _description = "Contact with a Customer"
    _order = "date desc, id desc"
    _part_of = ("assignment_id", "complaint_id")
    _corrected_fields = frozenset({"content", "person", "link"})
    _course_fields = frozenset({"state", "company_id", "round", "mail_message_id"})

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment",
        index="btree_not_null",
        ondelete="cascade",
        help="The department that spoke with the customer.",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    round = fields.Integer(readonly=True, default=1)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    direction = fields.Selection(CONTACT_DIRECTIONS, required=True, default="outgoing")
    channel = fields.Selection(CONTACT_CHANNELS, required=True, default="call")
    purpose = fields.Selection(CONTACT_PURPOSES, required=True, default="progress")
    person = fields.Char(
        compute="_compute_person",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="With whom we spoke.",
    )
    user_id = fields.Many2one(
        "res.users",
        "By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    content = fields.Text(required=True, help="What was said or written.")
    is_understood = fields.Boolean(
        "The Customer Understands",
        help="The customer accepts the explanation.",
    )
    late_reason = fields.Char(
        "Why Entered Later",
        help="Needed when the contact is entered more than an hour after it happened.",
    )
    date_next = fields.Date(
        "Next Contact on", help="You are reminded to speak with the customer again."
    )

    # public answers
    is_signed = fields.Boolean("Signed", default=True, help="Published under our name.")
    link = fields.Char(help="Where the answer or announcement can be read.")
    state = fields.Selection(
        CONTACT_STATES, required=True, readonly=True, default="draft", copy=False
    )

    mail_message_id = fields.Many2one(
        "mail.message",
        "Message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The mail that the customer was written; it counts when it has been handed"
        " over to the mail server.",
    )

    can_publish = fields.Boolean(compute="_compute_can_acts")

    _message_uniq = models.UniqueIndex(
        "(mail_message_id) WHERE mail_message_id IS NOT NULL",
        "This message has been logged already.",
    )
    _complaint_idx = models.Index("(complaint_id, date)")

    @api.depends("complaint_id")
    def _compute_person(self):
        for contact in self._sudo_case():
            contact.person = contact.complaint_id.customer_name

    @api.depends("state", "content")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.depends("complaint_id", "date")
    def _compute_display_name(self):
        """The number and the day, and nothing of the case."""
        for contact in self:
            number = contact.complaint_id.display_name or ""
            day = contact.date and contact._to_local_day(contact.date).isoformat()
            contact.display_name = " · ".join(filter(None, [number, day]))

    @api.constrains("date")
    def _check_date(self):
        now = fields.Datetime.now()
        if any(contact.date > now for contact in self):
            raise UserError(
                self.env._(
                    "A contact cannot lie in the future: plan it as the next contact."
                )
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Log contacts; public answers wait to be published."""
        self._check_course_fields(*vals_list)
        complaints = self.env["complaint.complaint"]
        contacts = super().create(
            [
                # sudo: departments have no right on complaints
                {**vals, "round": complaints.browse(vals["complaint_id"]).sudo().round}
                for vals in vals_list
            ]
        )
        contacts._check_own_contact()
        contacts.filtered(
            lambda contact: contact.channel != "public" and contact.state == "draft"
        )._do_log()
        return contacts

    def write(self, vals):
        """A logged contact is evidence: its words can be corrected, nothing else.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self._check_course_fields(vals)
            if any(contact.state == "to_review" for contact in self):
                raise AccessError(
                    self.env._("The contact waits for approval: it stays as it is.")
                )
            logged = self.filtered(lambda contact: contact.state != "draft")
            if logged and vals.keys() - CORRECTION_FIELDS:
                raise AccessError(
                    self.env._(
                        "The contact has been logged: correct its words, or log"
                        " another one."
                    )
                )
        result = super().write(vals)
        if {"user_id", "date"} & vals.keys():
            self._check_own_contact()
        return result

    def _check_own_contact(self):
        """Everybody logs what he said himself, soon. Supervisors enter contacts of
        others, and old ones; the list of acts shows both.

        :raise AccessError: somebody else spoke, or too long ago
        :raise UserError: the reason is missing why it is entered later
        """
        now = self.env.cr.now()
        for contact in self if not self.env.su else ():
            case = contact.sudo().complaint_id  # sudo: departments have no right on it
            is_for_other = contact.user_id != self.env.user
            age = now - contact.date
            if (is_for_other or age > LATEST_ENTRY) and not case._is_supervised():
                raise AccessError(
                    self.env._(
                        "You log your own contacts, within a day. Ask a supervisor to"
                        " enter what others said, or what was said earlier."
                    )
                )
            if age > SOON and not contact.late_reason:
                raise UserError(
                    self.env._("Say why the contact is entered later than an hour.")
                )
            if contact.date < case.date_received:
                raise UserError(
                    self.env._("Nobody speaks about a complaint before it is received.")
                )
            if age > AT_ONCE:
                case._note_act("contact", (now, contact.date), contact.late_reason)
            if is_for_other:
                people = self.env.user.name, contact.user_id.name
                case._note_act("contact_for", people, contact.late_reason)

    def _get_words(self, names):
        """Drafts are written freely."""
        logged = self.filtered(lambda contact: contact.state != "draft")
        drafts = {contact.id: {} for contact in self - logged}
        return {**super(ComplaintContact, logged)._get_words(names), **drafts}

    def _is_removable(self):
        return True  # as long as it is a draft, see below

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(contact.state != "draft" for contact in self):
            raise UserError(self.env._("A logged contact stays in the record."))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "publish"]

    def _get_cannot_publish_reasons(self):
        if self.state == "to_review":
            return [self.env._("it waits for approval")]
        if self.state != "draft":
            return [self.env._("it has been published already")]
        return self._get_desk_reasons()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_publish(self):
        """The public answer is given, or its approval asked for first (P17)."""
        self._check_can("publish")
        to_review = self._request_approval("public_answer")
        to_review.sudo().write({"state": "to_review"})  # sudo: written by acts only
        (self - to_review)._do_log()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_log(self):
        """The contacts have happened: their cases remember it."""
        contacts = self.sudo()  # sudo: departments have no right on complaints
        contacts.write({"state": "done"})
        # a draft has been waiting: the customer reads it from now on
        published = contacts.filtered(lambda contact: contact.channel == "public")
        published.write({"date": self.env.cr.now()})
        incoming = contacts.filtered(lambda contact: contact.direction == "incoming")
        incoming.complaint_id._count_contact()
        for batch in contacts._split_by_case():
            (batch - incoming)._stamp_milestones()
            batch._plan_next()
            batch._log_in_threads()

    def _split_by_case(self):
        """Yield batches in which no case appears twice: each of its contacts counts."""
        left = self
        while left:
            by_case = left.grouped("complaint_id").values()
            batch = self.browse().concat(*(contacts[:1] for contacts in by_case))
            yield batch
            left -= batch

    def _stamp_milestones(self):
        """The customers have heard from us; the first time it is the first answer."""
        moments = {contact.complaint_id.id: contact.date for contact in self}
        complaints = self.complaint_id
        unanswered = complaints.filtered(
            lambda complaint: (
                not complaint.milestone_ids.filtered(
                    lambda m: m.round == complaint.round and m.code == "first_reply"
                )
            )
        )
        unanswered._record_milestone("first_reply", at=moments)
        complaints._record_milestone("contacted", at=moments)
        for purpose, contacts in self.grouped("purpose").items():
            if purpose in CONTACT_MILESTONES:
                code = CONTACT_MILESTONES[purpose]
                contacts.complaint_id._record_milestone(code, at=moments)

    def _plan_next(self):
        reminders = self.filtered("date_next").grouped(
            lambda contact: (
                contact.date_next,
                contact.complaint_id._filter_able(
                    contact.complaint_id.user_id or contact.user_id
                )
                or contact.complaint_id._get_responsible_user(),
            )
        )
        for (date, user), contacts in reminders.items():
            contacts.complaint_id.activity_schedule(
                NEXT_ACTIVITY_TYPE,
                date_deadline=date,
                summary=self.env._("Speak with the customer again"),
                user_id=user.id,
            )

    def _log_in_threads(self):
        """What was said shows in the threads; a mail is there already."""
        spoken = self.filtered(lambda contact: contact.channel != "mail")
        for user, contacts in spoken.grouped(lambda c: c._get_writer()).items():
            for name in ("complaint_id", "assignment_id"):
                # departments know nothing of the customers of confidential cases
                told = contacts.filtered(
                    lambda contact, name=name: (
                        name == "complaint_id"
                        or not contact.complaint_id.is_confidential
                    )
                )
                told[name]._message_log_batch(
                    {contact[name].id: contact._get_log_text() for contact in told},
                    author_id=user.partner_id.id,
                )

    def _get_writer(self):
        """Who entered the contact: nobody writes in the name of another."""
        writer = self.create_uid
        return (
            writer
            if writer._is_internal() and not writer._is_superuser()
            else (self.user_id)
        )

    def _get_log_text(self):
        if self._get_writer() == self.user_id:
            return self.content
        return self.env._(
            "%(user)s said: %(words)s", user=self.user_id.name, words=self.content
        )

    # ------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------

    @api.model
    def _find_unsent(self, complaint, user):
        """The contact that the user has begun to write, whose message is still to be
        posted."""
        return self.search(
            [
                ("complaint_id", "=", complaint.id),
                ("user_id", "=", user.id),
                ("state", "=", "sending"),
                ("mail_message_id", "=", False),
            ],
            limit=1,
        )

    @api.model
    def _note_handed_over(self, messages, emails):
        """The mails of these messages were handed over for these addresses: who is a
        customer has heard from us."""
        if not messages or not emails:
            return
        waiting = self.search(
            [("state", "in", UNSENT_STATES), ("mail_message_id", "in", messages.ids)]
        )
        reached = waiting.filtered(
            lambda contact: (
                emails
                & {
                    email_normalize(who["email"])
                    for who in contact.complaint_id._get_addressees()
                }
            )
        )
        reached.write({"date": fields.Datetime.now()})
        reached._do_log()

    @api.model
    def _note_failed(self, messages):
        """The mail server takes the mails of these messages no more."""
        self.search(
            [("state", "=", "sending"), ("mail_message_id", "in", messages.ids)]
        ).write({"state": "failed"})

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_content(self, action):
        return plaintext2html(self.content)

    def _on_approved(self, action):
        super()._on_approved(action)
        self._do_log()

    def _on_refused(self, action, reason):
        super()._on_refused(action, reason)
        self.sudo().write({"state": "draft"})  # sudo: written by acts only
