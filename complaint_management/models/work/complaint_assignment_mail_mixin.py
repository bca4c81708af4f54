from markupsafe import Markup

from odoo import api, models
from odoo.tools import get_lang, html_sanitize, is_html_empty

ACTIVITY_TYPE = "complaint_management.mail_activity_type_assignment"


class ComplaintAssignmentMailMixin(models.AbstractModel):
    """What an assignment sends, and how answers by mail come back.

    Replies go to the catchall address, so that an answer lands here and never reaches
    the customer. Customer data are never mailed; of a confidential case nothing but the
    number.
    """

    _name = "complaint.assignment.mail.mixin"
    _inherit = ["complaint.protected.mixin"]
    _description = "Mails of an Assignment"

    # ------------------------------------------------------------
    # TO THE DEPARTMENT
    # ------------------------------------------------------------

    def _notify_arrival(self):
        """Tell each contact, or who stands in for him, what is needed, with an
        activity."""
        for assignment in self._in_reader_lang():
            urgent = assignment.sudo().is_urgent_help  # sudo: the flag only
            assignment._write_to_department(
                assignment.env._(
                    "Urgent help needed: %(assignment)s",
                    assignment=assignment.display_name,
                )
                if urgent
                else assignment.env._(
                    "Please sign for %(assignment)s", assignment=assignment.display_name
                ),
                assignment.env._(
                    "A complaint assignment has arrived for %(department)s.",
                    department=assignment._get_target_name(),
                ),
            )
            assignment._open_arrival()

    def _notify_return(self, reason):
        for assignment in self._in_reader_lang():
            assignment._write_to_department(
                assignment.env._(
                    "%(assignment)s was returned", assignment=assignment.display_name
                ),
                assignment.env._("Your reply was returned: please complete it."),
                reason=reason,
            )
            assignment._open_arrival()

    def _notify_chase(self, is_supervised):
        for assignment in self._in_reader_lang():
            assignment._write_to_department(
                assignment.env._(
                    "Reminder: %(assignment)s", assignment=assignment.display_name
                ),
                assignment.env._("The desk waits for your reply to this assignment."),
                managers=is_supervised,
            )

    def _in_reader_lang(self):
        """The assignments one by one, each in the language of who has to act."""
        for assignment in self:
            # sudo: who acts is the same for everybody
            readers = assignment.sudo()._get_acting_respondents().partner_id
            reader = (readers | assignment.sudo().partner_id)[:1]
            yield assignment.with_context(lang=get_lang(self.env, reader.lang).code)

    def _write_to_department(self, subject, lead, reason=False, managers=False):
        """One message to who has to act; an answer to it is the reply.

        :param str reason: shown unless the case is confidential
        :param bool managers: whether the managers of the department read it too
        """
        self.ensure_one()
        # sudo: what the mail may show depends on the complaint
        assignment = self.sudo()
        users = assignment._get_acting_respondents()
        if managers:
            users |= assignment.complaint_id._filter_able(
                assignment.department_id.complaint_manager_ids
            )
        partners = users.partner_id | assignment.partner_id.filtered("email")
        if not partners:
            assignment._ask_desk_to_tell(lead)
            return
        assignment._message_subscribe(partner_ids=users.partner_id.ids)
        body = self.env["ir.qweb"]._render(
            "complaint_management.complaint_assignment_message",
            {
                "assignment": assignment,
                "lead": lead,
                "reason": reason,
                "is_confidential": assignment._is_confidential(),
                "url": assignment._get_answer_url(),
            },
        )
        assignment.message_notify(
            partner_ids=partners.ids,
            subject=subject,
            body=body,
            author_id=self.env.user.partner_id.id,
            email_layout_xmlid="mail.mail_notification_light",
            mail_auto_delete=False,
        )

    def _ask_desk_to_tell(self, lead):
        """Nobody there can be written to: whoever dispatches tells them, and signs and
        replies for them."""
        self.ensure_one()
        complaint = self.complaint_id
        dispatcher = complaint._filter_able(self.env.user | complaint.first_contact_id)
        able = dispatcher.filtered(complaint._filter_readable_by)
        reader = able[:1] or complaint._get_responsible_user()
        desk = self.with_context(lang=reader.lang)
        desk._message_log(
            body=desk.env._(
                "Nobody was told: %(department)s has nobody who can act.",
                department=desk._get_target_name(),
            )
        )
        if reader:
            complaint.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=desk.env._(
                    "Tell %(department)s yourself: nobody there can act",
                    department=desk._get_target_name(),
                ),
                note=lead,
                user_id=reader.id,
            )

    def _send_sms(self):
        """Tell who has to act by SMS too: the number and nothing of the case (P20)."""
        for assignment in self._in_reader_lang():
            # sudo: whoever registers need not read the assignment
            assignment.sudo()._get_acting_respondents()._send_complaint_sms(
                assignment.env._(
                    "Urgent help needed: %(assignment)s", assignment=assignment.number
                )
            )

    def _get_answer_url(self):
        """Where the recipient signs and replies."""
        self.ensure_one()
        if self.partner_id:
            return self._get_mail_link()
        return self._notify_get_action_link("view")

    def _open_arrival(self):
        """One activity for who has to act, whatever was open before."""
        self._close_arrival()
        # sudo: whoever sends the assignment gives the activity
        for user in self.sudo()._get_acting_respondents()[:1]:
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY_TYPE, summary=self.display_name, user_id=user.id
            )

    def _close_arrival(self):
        # sudo: the activity may be a colleague's
        self.sudo().activity_unlink([ACTIVITY_TYPE])

    # ------------------------------------------------------------
    # TO WHO ASKED
    # ------------------------------------------------------------

    def _notify_reply(self):
        for assignment in self:
            assignment._write_to_requesters(
                lambda a: (
                    a.env._("Reply to %(assignment)s", assignment=a.display_name),
                    a.env._(
                        "%(department)s has replied.", department=a._get_target_name()
                    ),
                )
            )

    def _notify_refusal(self, reason):
        for assignment in self:
            assignment._write_to_requesters(
                lambda a: (
                    a.env._("%(assignment)s was given back", assignment=a.display_name),
                    a.env._(
                        "%(department)s says that it is not theirs: %(reason)s",
                        department=a._get_target_name(),
                        reason=reason,
                    ),
                )
            )

    def _write_to_requesters(self, write):
        """Tell the department that forwarded the assignment, or else the desk, each in
        his language.

        :param write: function of the assignment, in that language, to subject and body
        """
        self.ensure_one()
        # sudo: respondents have no right on complaints
        assignment = self.sudo()
        if assignment.parent_id:
            users = assignment.parent_id._get_acting_respondents()
        else:
            complaint = assignment.complaint_id
            users = complaint._filter_able(
                complaint.user_id or complaint.first_contact_id
            )
            users |= complaint._filter_able(complaint.coordinator_id)
            users = users or complaint._get_stand_ins()
        for lang, readers in users.grouped("lang").items():
            subject, body = write(self.with_context(lang=lang))
            assignment.message_notify(
                partner_ids=readers.partner_id.ids,
                subject=subject,
                body=body,
                author_id=self.env.user.partner_id.id,
                email_layout_xmlid="mail.mail_notification_light",
            )

    # ------------------------------------------------------------
    # MAIL GATEWAY
    # ------------------------------------------------------------

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """A mail of the department (or outside party) in answer to the assignment is
        its reply. Mails of others only show in the thread."""
        result = super().message_update(msg_dict, update_vals=update_vals)
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or 0)
        body = html_sanitize(msg_dict.get("body") or "")
        if not is_html_empty(body):
            for assignment in self.filtered(
                lambda assignment: assignment._may_answer_by_mail(author)
            ):
                assignment._do_answer_by_mail(body)
        return result

    def _may_answer_by_mail(self, author):
        """Whether the author of a mail may reply, and the assignment waits for it."""
        self.ensure_one()
        # sudo: the gateway asks for any author
        respondents = self.sudo()._get_respondents().partner_id | self.partner_id
        return author in respondents and self.state in ("sent", "signed")

    def _do_answer_by_mail(self, body):
        """Write the mail into the reply, and give it unless something stands
        against."""
        if self.state == "sent":
            self._do_sign()
        earlier = Markup("") if is_html_empty(self.reply) else self.reply
        # sudo: the gateway works for the author
        self.sudo().write({"reply": earlier + Markup(body)})
        if not self._get_cannot_reply_reasons():
            self.action_reply()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Nobody outside reads what is said here, but for the outside party itself: the
        customer must never be written to by accident (P20)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: who notifies need not read contacts
        party_ids = set(self.sudo().partner_id.ids)
        return [
            recipient
            for recipient in recipients
            if (recipient["uid"] and not recipient["ushare"])
            or recipient["id"] in party_ids
        ]
