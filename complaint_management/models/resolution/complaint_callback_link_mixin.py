import re
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import plaintext2html

# nobody reads a mail, opens the page and answers so fast
ROBOT_SECONDS = 10
ROBOT_AGENTS = re.compile(
    r"bot\b|crawl|spider|scan|preview|proofpoint|mimecast|barracuda|safelinks|headless"
    r"|curl|wget|python|java/|okhttp|go-http",
    re.IGNORECASE,
)
# an answer to answers: nobody fills the database through a link
MAX_ANSWERS = 20


class ComplaintCallbackLinkMixin(models.AbstractModel):
    """The customer answers a follow-up himself, behind a link in a mail.

    The first answer counts. Second and late ones, and those that seem to come from
    robots, are kept with a flag.
    """

    _name = "complaint.callback.link.mixin"
    _inherit = ["complaint.callback.flow.mixin", "complaint.token.mixin"]
    _description = "Follow-up behind a Link"

    date_link_sent = fields.Datetime("Link Sent on", readonly=True, copy=False)
    answer_ids = fields.One2many(
        "complaint.callback.answer",
        "callback_id",
        "Answers through the Link",
        readonly=True,
    )
    has_flagged_answer = fields.Boolean("Flagged Answers", readonly=True, copy=False)
    can_send_link = fields.Boolean(compute="_compute_can_acts")

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "send_link"]

    def _get_cannot_send_link_reasons(self):
        reasons = self._get_state_reasons("planned") + self._get_caller_reasons()
        if not self.email:
            return [*reasons, self.env._("the customer has no mail address")]
        return reasons + self._get_link_reasons()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send_link(self):
        """Let the customer answer behind a link in a mail."""
        self._check_can("send_link")
        self._vouch_for_link()
        self._do_send_link()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_send_link(self):
        template = self.env.ref(
            "complaint_management.mail_template_complaint_callback",
            raise_if_not_found=False,
        )
        # sudo: nobody but the system reads tokens and the mail queue
        callbacks = self.sudo().filtered(lambda callback: callback._may_send_link())
        if not template or not callbacks:
            return
        callbacks.filtered(lambda callback: not callback.access_token)._renew_token()
        template.sudo().send_mail_batch(
            callbacks.ids,
            email_values={"headers": repr(callbacks._get_automatic_headers())},
        )
        callbacks.write({"date_link_sent": self.env.cr.now()})

    @api.model
    def _get_token_path(self):
        return "/complaint/callback"

    def _get_link_email(self):
        return self.email

    def _is_known_email(self, email):
        """The customer's address when the case was registered; nobody who works on the
        case answers for the customer."""
        complaint, partner = self.complaint_id, self.partner_id
        if email in (self.user_id | complaint.user_id).mapped("email_normalized"):
            return False
        if complaint:
            return email in (complaint.known_emails or "").split()
        is_old = partner._is_complaint_email_since(self.create_date)
        return is_old and email == partner.email_normalized

    def _receive_answer(self, values, user_agent, is_trapped=False):
        """Keep the answer of the page; the first one that counts ends the follow-up.
        Words of others are put on the desk, too.

        :param dict values: grade_id, is_solved, is_pursued, comment
        :param str user_agent: what the browser says it is
        :param bool is_trapped: a field that nobody sees was filled in
        :return: whether it was kept: nobody fills the database through a link
        """
        self.ensure_one()
        # superuser: the customer has no user; what follows is the system's work
        callback = self.with_user(SUPERUSER_ID)
        if len(callback.answer_ids) >= MAX_ANSWERS:
            return False
        flag = callback._get_answer_flag(user_agent, is_trapped)
        callback.answer_ids.create({"callback_id": callback.id, "flag": flag, **values})
        if not flag:
            callback._take_answer(values)
            return True
        callback.has_flagged_answer = True
        if values["comment"] and not is_trapped:
            callback._show_flagged_answer(values)
        return True

    def _show_flagged_answer(self, values):
        """Put the words of an answer that does not count into the thread; somebody is
        asked to look when the customer is not satisfied."""
        document, reader = self.complaint_id or self, self._get_answer_reader()
        document = document.with_context(lang=reader.lang)
        grade = document.env["complaint.satisfaction.grade"].browse(values["grade_id"])
        words = plaintext2html(values["comment"])
        document._message_log(
            body=Markup("<p><strong>%s</strong>: %s</p>%s")
            % (
                document.env._("The customer answered the follow-up once more"),
                grade.name,
                words,
            )
        )
        if not (grade.is_satisfied and values["is_solved"]):
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=document.env._("Not satisfied after all: see what is wrong"),
                note=words,
                user_id=reader.id,
            )

    def _get_answer_reader(self):
        """Who looks at an answer that does not count: the case owner, whoever calls, or
        a supervisor."""
        complaint = self.complaint_id
        if not complaint:
            return self.user_id
        able = complaint._filter_able(complaint.user_id | self.user_id)
        readers = able.filtered(complaint._filter_readable_by)
        return readers[:1] or complaint._get_responsible_user()

    def _get_answer_flag(self, user_agent, is_trapped):
        """Why the answer does not count; False if it does."""
        soon = timedelta(seconds=ROBOT_SECONDS)
        sent = self.date_link_sent or self.create_date
        is_sudden = self.env.cr.now() - sent < soon
        is_robot = not user_agent or ROBOT_AGENTS.search(user_agent)
        if is_trapped or is_sudden or is_robot:
            return "robotic"
        if self.state == "done":
            return "second"
        return False if self.state == "planned" else "late"

    def _take_answer(self, values):
        self.write(
            {
                "grade_id": values["grade_id"],
                "is_solved": values["is_solved"],
                "is_pursued": values["is_pursued"],
                "remark": values["comment"],
                "is_by_customer": True,
            }
        )
        self._do_finish()
        self._end_token()
