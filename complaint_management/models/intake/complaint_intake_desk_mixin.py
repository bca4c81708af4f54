from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .complaint_intake_data import CRON

AGENT_GROUP = "complaint_management.group_complaint_agent"


class ComplaintIntakeDeskMixin(models.AbstractModel):
    """What people decide about incoming mail, and how long its bytes are kept.

    Nobody has the right to write on the mails themselves: these actions are the only
    way, and each remembers who decided.
    """

    _name = "complaint.intake.desk.mixin"
    _description = "Decisions about Incoming Complaint Mail"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_process_again(self):
        """Put the mails back into the queue. Who looked at them vouches for them: size
        and deliverer are not checked again, and they get their effect."""
        intakes = self._check_may_decide()
        intakes.filtered(lambda intake: intake.state != "processed").write(
            {
                "state": "received",
                "attempts": 0,
                "unanswered_attempts": 0,
                "date_next_attempt": False,
                "decided_by_id": self.env.uid,
            }
        )
        self.env.ref(CRON).sudo()._trigger()  # sudo: the cron is the system's

    def action_give_effect(self):
        """Overrule how the mails were recognised: they get the effect that they would
        have had as ordinary mails."""
        for intake in self._check_may_decide().filtered("is_undecided"):
            intake.decided_by_id = self.env.uid
            intake._process()
        self._wake_mail_queue()

    def action_new_complaint(self):
        """Make a new complaint of mails about closed cases: they are about another
        matter. Each case points to the other.

        :raise UserError: a mail is not about a closed case
        """
        for intake in self._check_may_decide():
            if intake.kind != "closed" or not intake.size:
                raise UserError(self.env._("This mail is not about a closed case."))
            before = intake.complaint_id
            intake.decided_by_id = self.env.uid
            parsed = intake._parse(intake._get_raw())
            intake._drop_bombs(parsed)
            nothing = intake.env["complaint.complaint"]
            letter = self.env["mail.message"].sudo()  # sudo: as the gateway
            intake.write(intake._give_effect(parsed, nothing, letter))
            for case, other in (
                (before, intake.complaint_id),
                (intake.complaint_id, before),
            ):
                case._message_log(
                    body=self.env._(
                        "The customer wrote about another matter: see %(case)s.",
                        case=other.display_name,
                    )
                )

    def action_refuse(self):
        """Keep the mails without effect."""
        self._check_may_decide().filtered(
            lambda intake: intake.state != "processed"
        ).write(
            {"state": "refused", "reason": "decided", "decided_by_id": self.env.uid}
        )

    def action_mark_spam(self):
        """Refuse the mails, and from now on all mail of their senders."""
        intakes = self._check_may_decide()
        senders = intakes.env["complaint.intake.sender"]
        for company, mails in (
            intakes.filtered("sender_email").grouped("company_id").items()
        ):
            emails = set(mails.mapped("sender_email"))
            known = senders.search(
                [("email", "in", list(emails)), ("company_id", "=", company.id)]
            )
            senders.create(
                [
                    {"email": email, "company_id": company.id}
                    for email in sorted(emails - set(known.mapped("email")))
                ]
            )
        self.action_refuse()

    def action_open_original(self):
        """Download the message as it came in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/original?download=true",
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_may_decide(self):
        """The mails, with the rights of the gateway.

        :raise AccessError: the user may not read them, or is no agent
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(AGENT_GROUP):
            raise AccessError(
                self.env._("Only agents decide about incoming mail: ask the desk.")
            )
        return self.with_user(SUPERUSER_ID)

    def _attach_to(self, complaint):
        """Make the mails follow-ups of the complaint.

        :raise UserError: a mail has had its effect already, or its original was dropped
        :raise AccessError: the user may not write on the complaint
        """
        complaint.check_access("write")
        for intake in self._check_may_decide():
            if not intake.is_undecided or not intake.size:
                raise UserError(
                    self.env._(
                        "“%(subject)s” has had its effect already.",
                        subject=intake.subject or "",
                    )
                )
            intake.decided_by_id = self.env.uid
            parsed = intake._parse(intake._get_raw())
            intake._drop_bombs(parsed)
            document = complaint.with_env(intake.env)._get_survivor()
            letter = self.env["mail.message"].sudo()  # sudo: as the gateway
            intake.proof = intake.proof or "none"
            intake.write(intake._give_effect(parsed, document, letter))

    @api.model
    def _note_acknowledged(self, messages):
        """Remember that acknowledgements were handed over to the mail server, and with
        them the dates that they promise."""
        if not messages:
            return
        # sudo: the mail queue works for everybody
        intakes = self.sudo().search([("acknowledgement_id", "in", messages.ids)])
        now = self.env.cr.now()
        for intake in intakes:
            complaint = intake.complaint_id
            complaint.date_acknowledged = complaint.date_acknowledged or now
            complaint._get_promises().filtered(
                lambda promise, letter=intake.acknowledgement_id: (
                    not promise.date_told and promise.create_date <= letter.create_date
                )
            ).date_told = now

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_drop_originals(self, limit=1000):
        """Drop the bytes of mails that were decided about so long ago as the company
        says; the mails themselves stay as entries."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search(
            [("complaint_original_months", ">", 0)]
        ):
            months = relativedelta(months=company.complaint_original_months)
            domain = [
                ("company_id", "=", company.id),
                ("state", "in", ("processed", "refused")),
                ("date_received", "<", self.env.cr.now() - months),
                ("size", ">", 0),
            ]
            while old := self.search(domain, limit=limit):
                old._drop_originals()
                if not progress(len(old)):
                    return

    def _drop_originals(self):
        """Set-wise, because the ORM would read what it is about to drop."""
        self.env.execute_query(
            SQL(
                "UPDATE complaint_intake SET raw = NULL, size = 0 WHERE id = ANY(%s)"
                " RETURNING id",
                self.ids,
            )
        )
        self.invalidate_recordset(["raw", "size"])
