from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import get_lang, is_html_empty

from ...tools.rich_text_field import RichText
from ..complaint_data import STATEMENT_STATES

ANSWER_FIELDS = {"answer"}
REQUEST_FIELDS = {"complaint_id", "user_id", "partner_id", "questions", "date_due"}


class ComplaintStatement(models.Model):
    """Asks a named person for his statement. He sees the questions, never the case
    (P01, P20): also when he is the one complained about. Who has no user answers on a
    page behind a link."""

    _name = "complaint.statement"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.guard.mixin",
        "complaint.token.mixin",
    ]
    _description = "Statement Request"
    _number_letter = "S"
    _rec_name = "number"
    _order = "id desc"
    _course_fields = frozenset(ANSWER_FIELDS)

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Person Asked",
        index=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person without a User",
        index="btree_not_null",
        ondelete="restrict",
        help="Such as a worker of a contractor: he is sent a link and sees the questions"
        " only.",
    )
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked by",
        readonly=True,
        default=lambda self: self.env.user,
        copy=False,
        ondelete="restrict",
    )
    questions = RichText(required=True)
    answer = RichText(copy=False)
    state = fields.Selection(
        STATEMENT_STATES, required=True, readonly=True, default="draft", copy=False
    )
    date_asked = fields.Datetime("Asked on", readonly=True, copy=False)
    date_due = fields.Date("Answer by")
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)

    can_ask = fields.Boolean(compute="_compute_can_acts")
    can_give = fields.Boolean(compute="_compute_can_acts")

    _person_once = models.Constraint(
        "CHECK (num_nonnulls(user_id, partner_id) = 1)",
        "Ask either a user or a person without one.",
    )

    @api.depends("state", "answer", "user_id")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "ask", "give"]

    def _get_cannot_ask_reasons(self):
        reasons = []
        if self.state != "draft":
            reasons.append(self.env._("it has been asked already"))
        if self.partner_id and not self.partner_id.email:
            reasons.append(self.env._("the person has no mail address"))
        elif self.partner_id:
            reasons += self._get_link_reasons()
        return reasons + self._get_desk_reasons()

    def _get_cannot_give_reasons(self):
        reasons = []
        if self.state != "asked":
            reasons.append(self.env._("there is nothing to answer"))
        if self.env.user != self.user_id and not self.env.su:
            reasons.append(self.env._("only the person asked may answer"))
        if is_html_empty(self.answer):
            reasons.append(self.env._("write your statement first"))
        return reasons

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """The desk writes whom it asks and what; nobody answers for another.

        :raise AccessError: anything else is written
        """
        self._check_own_fields(REQUEST_FIELDS, *vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """The desk writes the questions until they are asked, the person asked his
        answer until he has given it.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            for statement in self:
                if not statement._may_write(vals):
                    raise AccessError(
                        self.env._("This part of the statement is not yours to write.")
                    )
        return super().write(vals)

    def _may_write(self, vals):
        if vals.keys() <= ANSWER_FIELDS:
            return self.state == "asked" and self.env.user == self.user_id
        # a request stays with its case
        asked = vals.keys() <= REQUEST_FIELDS - {"complaint_id"}
        return self.state == "draft" and self._is_desk() and asked

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ask(self):
        """Send the questions to the person."""
        self._check_can("ask")
        self.filtered("partner_id")._vouch_for_link()
        for statement in self.sudo():  # sudo: the course is written by its acts only
            statement.write({"state": "asked", "date_asked": self.env.cr.now()})
            statement._ask_person()

    def action_give(self):
        """Give the statement; it cannot be changed afterwards."""
        self._check_can("give")
        for statement in self:
            statement._do_give(statement.answer)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_give(self, answer):
        """Keep the statement, and tell who asked for it."""
        self.ensure_one()
        statement = self.sudo()  # sudo: as above
        statement.write(
            {
                "answer": answer,
                "state": "answered",
                "date_answered": self.env.cr.now(),
            }
        )
        statement._end_token()
        reader = statement.requested_by_id.partner_id
        env = self.with_context(lang=reader.lang).env
        statement._tell(
            reader,
            env._("%(request)s was answered", request=statement.display_name),
            env._("The statement has been given."),
        )

    def _ask_person(self):
        """Tell the person, in his language, that he is asked; with a link when he has no
        user."""
        person = self.partner_id or self.user_id.partner_id
        statement = self.with_context(lang=get_lang(self.env, person.lang).code)
        body = statement.env._("You are asked for a statement.")
        if self.partner_id:
            statement._renew_token()
            body = statement.env["ir.qweb"]._render(
                "complaint_management.complaint_statement_message",
                {"statement": statement},
            )
        statement._tell(
            person,
            statement.env._(
                "Please answer %(request)s", request=statement.display_name
            ),
            body,
        )

    def _get_desk_partners(self):
        return self.sudo().requested_by_id.partner_id  # sudo: contact of a colleague

    @api.model
    def _get_token_path(self):
        return "/complaint/statement"

    def _tell(self, partner, subject, body):
        self.message_notify(
            partner_ids=partner.ids,
            subject=subject,
            body=body,
            author_id=self.env.user.partner_id.id,
            email_layout_xmlid="mail.mail_notification_light",
        )
