from datetime import timedelta

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

SUPERVISOR_GROUP = "complaint_management.group_complaint_supervisor"
# Kept without effect and linked to no case, so that nobody sees them by chance.
UNSEEN_KINDS = ("auto_reply", "receipt", "abuse_report", "list", "bounce")
HELD_HOURS = 1
KEPT_HOURS = 24
BATCH = 10_000


class ComplaintIntake(models.Model):
    """Tells people that mail waits in the tray: the first one at once, then at most
    once an hour for each desk; once a day what was kept without effect."""

    _inherit = "complaint.intake"

    @api.model
    def _tell_desks(self):
        """Tell the people of each desk what waits for them since they were last told.
        Says numbers only: not everybody may read about every case."""
        held = Domain("date_told", "=", False) & Domain(
            "state", "in", ("held", "failed")
        )
        kept = (
            Domain("date_told", "=", False)
            & Domain("state", "=", "processed")
            & Domain("reason", "=", "recognised")
            & Domain("complaint_id", "=", False)
            & Domain("kind", "in", UNSEEN_KINDS)
        )
        waiting = self.search(held, limit=BATCH) + self.search(kept, limit=BATCH)
        for (company, team), mails in waiting.grouped(
            lambda mail: (mail.company_id, mail.team_id)
        ).items():
            needs_decision = any(mail.state != "processed" for mail in mails)
            hours = HELD_HOURS if needs_decision else KEPT_HOURS
            if not self._is_told_lately(company, team, hours):
                mails._tell_desk(company, team)

    @api.model
    def _is_told_lately(self, company, team, hours):
        since = self.env.cr.now() - timedelta(hours=hours)
        return self.search_count(
            [
                ("date_told", ">", since),
                ("company_id", "=", company.id),
                ("team_id", "=", team.id),
            ],
            limit=1,
        )

    def _tell_desk(self, company, team):
        counts = (
            len(self.filtered(lambda mail: mail.state == "held")),
            len(self.filtered(lambda mail: mail.state == "failed")),
            len(self.filtered(lambda mail: mail.state == "processed")),
        )
        for lang, users in self._get_deciders(company, team).grouped("lang").items():
            env = self.with_context(lang=lang).env
            name = team.with_env(env).name or company.name
            held, failed, kept = counts
            lines = [
                held and env._("Waiting for a decision: %(count)s", count=held),
                failed and env._("Could not be processed: %(count)s", count=failed),
                kept and env._("Kept without effect: %(count)s", count=kept),
            ]
            # sudo: the tray tells by itself
            env["mail.thread"].sudo().message_notify(
                partner_ids=users.partner_id.ids,
                subject=env._("Incoming mail of %(desk)s waits for you", desk=name),
                body=Markup('<ul>%s</ul><p><a href="%s">%s</a></p>')
                % (
                    Markup().join(
                        Markup("<li>%s</li>") % line for line in filter(None, lines)
                    ),
                    "/odoo/complaint-intake",
                    env._("Open the incoming mail"),
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
        # SQL: the mails change for nobody by being told of
        self.env.execute_query(
            SQL(
                "UPDATE complaint_intake SET date_told = %s WHERE id = ANY(%s)"
                " RETURNING id",
                self.env.cr.now(),
                self.ids,
            )
        )
        self.invalidate_recordset(["date_told"])

    @api.model
    def _get_deciders(self, company, team):
        """Who works on the tray: the people of the desk, else the supervisors of the
        company, else whom it names, else its administrators."""
        # sudo: who works where
        env = self.sudo().env
        candidates = (
            team.sudo().member_ids.user_id,
            env.ref(SUPERVISOR_GROUP).all_user_ids,
            company.sudo().complaint_stand_in_id,
            env.ref("base.group_system").all_user_ids,
        )
        able = (users._filter_able(company) for users in candidates)
        return next(filter(None, able), env["res.users"])
