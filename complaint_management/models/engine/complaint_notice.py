from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

MOST_LISTED = 50


class ComplaintNotice(models.Model):
    """The outbox of escalations: what somebody is to be told. Notices of one person are
    sent together, at most one mail in an interval, in his language, and only about what
    he may read when it is sent."""

    _name = "complaint.notice"
    _description = "Complaint Notice"
    _order = "id"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    escalation_id = fields.Many2one(
        "complaint.escalation", required=True, index=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one("complaint.assignment", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    date_available = fields.Datetime(required=True, default=fields.Datetime.now)
    date_sent = fields.Datetime("Sent on")
    is_dropped = fields.Boolean(
        "Not Sent", help="The recipient may not read the document."
    )

    _pending_idx = models.Index("(date_available) WHERE date_sent IS NULL")
    _sent_idx = models.Index("(user_id, date_sent) WHERE date_sent IS NOT NULL")

    @api.model
    def _queue(self, users_by_escalation):
        """Fill the outbox. Who was just written to waits for the interval, unless it is
        urgent."""
        users = self.env["res.users"].union(*users_by_escalation.values())
        available = self._get_available(users)
        now = self.env.cr.now()
        return self.create(
            [
                {
                    "user_id": user.id,
                    "escalation_id": escalation.id,
                    "complaint_id": escalation.complaint_id.id,
                    "assignment_id": escalation.assignment_id.id,
                    "company_id": escalation.company_id.id,
                    "date_available": now
                    if escalation.rule_id.is_urgent
                    else available[user.id],
                }
                for escalation, users in users_by_escalation.items()
                for user in users
            ]
        )

    @api.model
    def _get_available(self, users):
        now = self.env.cr.now()
        groups = self._read_group(
            [
                ("user_id", "in", users.ids),
                ("is_dropped", "=", False),
                ("date_sent", ">=", now - timedelta(days=1)),
            ],
            ["user_id"],
            ["date_sent:max"],
        )
        last = {user.id: date for user, date in groups}
        available = {}
        for user in users:
            interval = timedelta(minutes=user.company_id.complaint_notice_interval)
            sent = last.get(user.id)
            available[user.id] = max(now, sent + interval) if sent else now
        return available

    def _send(self):
        """One message a person, about all his notices that are due."""
        self.write({"date_sent": self.env.cr.now()})
        for user, notices in self.grouped("user_id").items():
            readable = notices._filter_readable(user)
            (notices - readable).write({"is_dropped": True})
            if readable and user.active:
                readable._send_to(user)

    def _filter_readable(self, user):
        """Notices about documents that the user may read."""
        complaints = self.complaint_id._filter_readable_by(user)
        assignments = self.assignment_id._filter_readable_by(user)
        return self.filtered(
            lambda notice: (
                notice.complaint_id in complaints or notice.assignment_id in assignments
            )
        )

    def _send_to(self, user):
        env = self.with_context(lang=user.lang).env
        lines = [notice.with_env(env)._get_line(user) for notice in self[:MOST_LISTED]]
        if len(self) > MOST_LISTED:
            lines.append(env._("… and %(count)s more.", count=len(self) - MOST_LISTED))
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        subject = self.with_env(env)._get_subject()
        env["mail.thread"].message_notify(
            subject=subject,
            body=Markup("<ul>%s</ul>") % items,
            partner_ids=user.partner_id.ids,
            email_layout_xmlid="mail.mail_notification_light",
            model_description=env._("Complaints"),
            **self.with_env(env)._get_sender_values(),
        )
        if user.complaint_notice_way == "sms":
            user._send_complaint_sms(subject)

    def _get_sender_values(self):
        """Notices come from the desk, and answers to them go there."""
        desk = self.complaint_id.team_id
        if len(desk) != 1:
            return {}
        values = {
            "author_id": self.env.user.partner_id.id,
            "email_from": desk.company_id._format_complaint_sender(desk),
        }
        return {**values, "reply_to": desk.alias_email} if desk.alias_email else values

    def _get_subject(self):
        if len(self) == 1:
            return self.escalation_id.display_name
        return self.env._("Complaint reminders: %(count)s", count=len(self))

    def _get_line(self, user):
        escalation = self.escalation_id
        document = self.assignment_id or self.complaint_id
        if not document._filter_readable_by(user):
            document = self.complaint_id
        # whoever may open the document reads what it is about
        return Markup('<a href="%s">%s</a> “%s” – %s') % (
            document._notify_get_action_link("view"),
            document.display_name,
            document.name,
            escalation._get_text(user),
        )

    def _set_aside(self, error):
        self.write({"date_sent": self.env.cr.now(), "is_dropped": True})
        self.escalation_id.write({"result": error})

    @api.autovacuum
    def _gc_notices(self):
        """Sent notices served their purpose after a month; the escalations stay."""
        limit = self.env.cr.now() - timedelta(days=30)
        self.search([("date_sent", "<", limit)], limit=10_000).unlink()
