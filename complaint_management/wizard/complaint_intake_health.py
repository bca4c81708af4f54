from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config

MAIL_CRONS = (
    "mail.ir_cron_mail_gateway_action",
    "complaint_management.ir_cron_complaint_intake_process",
    "complaint_management.ir_cron_complaint_letter_retry",
    "mail.ir_cron_mail_scheduler_action",
)
# A mailbox that nobody has fetched for so long is a fault.
SILENT_MINUTES = 30


class ComplaintIntakeHealth(models.TransientModel):
    """Whether mail comes in and goes out, on one page."""

    _name = "complaint.intake.health"
    _description = "Health of the Complaint Mail"

    waiting_count = fields.Integer("Waiting", compute="_compute_incoming")
    date_oldest = fields.Datetime("Oldest Waiting", compute="_compute_incoming")
    held_count = fields.Integer("Held", compute="_compute_incoming")
    failed_count = fields.Integer("Failed", compute="_compute_incoming")
    stored_megabytes = fields.Float(
        "Stored Originals (MB)", compute="_compute_incoming"
    )
    letter_waiting_count = fields.Integer("Letters Waiting", compute="_compute_letters")
    letter_failed_count = fields.Integer("Letters Failed", compute="_compute_letters")
    undeliverable_count = fields.Integer(
        "Complaints with an Undeliverable Address", compute="_compute_letters"
    )
    date_fetched = fields.Datetime("Last Fetch", compute="_compute_services")
    problems = fields.Text(compute="_compute_services")

    def _compute_display_name(self):
        self.display_name = self.env._("Mail Health")

    def _compute_incoming(self):
        # sudo: only numbers are shown, also to who may not read mail
        intakes = self.env["complaint.intake"].sudo()
        ours = [("company_id", "in", self.env.companies.ids)]
        groups = intakes._read_group(ours, ["state"], ["__count", "date_received:min"])
        counts = {state: (count, oldest) for state, count, oldest in groups}
        [(stored,)] = intakes._read_group(ours, [], ["size:sum"])
        for health in self:
            health.waiting_count, health.date_oldest = counts.get(
                "received", (0, False)
            )
            health.held_count = counts.get("held", (0, False))[0]
            health.failed_count = counts.get("failed", (0, False))[0]
            health.stored_megabytes = (stored or 0) / 1024**2

    def _compute_letters(self):
        # sudo: the mail queue is the system's, only its length is shown
        letters = self.env["mail.mail"].sudo()
        ours = [("model", "=like", "complaint.%")]
        # sudo: only their number is shown
        complaints = self.env["complaint.complaint"].sudo()
        for health in self:
            health.letter_waiting_count = letters.search_count(
                [*ours, ("state", "=", "outgoing")]
            )
            health.letter_failed_count = letters.search_count(
                [*ours, ("state", "=", "exception")]
            )
            health.undeliverable_count = complaints.search_count(
                [
                    ("undeliverable_email", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )

    def _compute_services(self):
        # sudo: servers and crons are the system's, only their state is shown
        servers = self.env["fetchmail.server"].sudo().search([])
        dates = servers.filtered("date").mapped("date")
        for health in self:
            health.date_fetched = max(dates, default=False)
            health.problems = "\n".join(
                [
                    *self._get_address_problems(),
                    *self._get_way_problems(servers),
                    *self._get_server_problems(servers),
                    *self._get_cron_problems(),
                    *health._get_mail_problems(),
                ]
            )

    @api.model
    def _get_address_problems(self):
        """Companies without a domain, and desks that no mail can reach."""
        problems = [
            self.env._(
                "%(company)s has no alias domain: its desks have no address.",
                company=company.name,
            )
            for company in self.env.companies.filtered(
                lambda company: not company.alias_domain_id
            )
        ]
        # sudo: only whether the desks have an address
        teams = self.env["complaint.team"].sudo()
        desks = teams.search([("company_id", "in", self.env.companies.ids)])
        return problems + [
            self.env._("%(desk)s has no mail address.", desk=desk.name)
            for desk in desks
            if not desk.alias_name and not desk.mailbox_ids
        ]

    @api.model
    def _get_way_problems(self, servers):
        """Whether there is any way by which mail comes in and goes out at all."""
        problems = []
        delivered = self.env["complaint.intake"].sudo().search_count([], limit=1)
        if not servers and not delivered:
            problems.append(
                self.env._(
                    "No mailbox is fetched and no mail was ever delivered: add an"
                    " incoming mail server."
                )
            )
        # sudo: see above
        outgoing = self.env["ir.mail_server"].sudo().search_count([], limit=1)
        if not outgoing and config["smtp_server"] in (False, None, "", "localhost"):
            problems.append(
                self.env._(
                    "No outgoing mail server is set up: letters leave only if a mail"
                    " server runs on the same machine."
                )
            )
        return problems

    def _get_mail_problems(self):
        """Mail that somebody must look at."""
        self.ensure_one()
        problems = []
        if count := self.letter_failed_count:
            problems.append(
                self.env._("Letters that could not be sent: %(count)s", count=count)
            )
        if count := self.failed_count:
            problems.append(
                self.env._(
                    "Incoming mails that could not be processed: %(count)s", count=count
                )
            )
        if count := self.held_count:
            problems.append(
                self.env._(
                    "Incoming mails that wait for a decision: %(count)s", count=count
                )
            )
        return problems

    @api.model
    def _get_server_problems(self, servers):
        silent = fields.Datetime.now() - timedelta(minutes=SILENT_MINUTES)
        problems = []
        for server in servers.filtered(lambda server: server.server_type != "local"):
            if server.state != "done":
                problems.append(
                    self.env._("Mailbox %(name)s is not confirmed.", name=server.name)
                )
            elif server.error_message:
                problems.append(
                    self.env._(
                        "Mailbox %(name)s: %(error)s",
                        name=server.name,
                        error=server.error_message,
                    )
                )
            elif not server.date or server.date < silent:
                problems.append(
                    self.env._(
                        "Mailbox %(name)s was not fetched for %(minutes)s minutes.",
                        name=server.name,
                        minutes=SILENT_MINUTES,
                    )
                )
        return problems

    @api.model
    def _get_cron_problems(self):
        problems = []
        for xmlid in MAIL_CRONS:
            # sudo: see above
            cron = self.env.ref(xmlid).sudo()
            fetches = self.env["fetchmail.server"].sudo().search_count([], limit=1)
            if not cron.active and (xmlid != MAIL_CRONS[0] or fetches):
                problems.append(
                    self.env._("Scheduled job “%(name)s” is off.", name=cron.name)
                )
            elif cron.failure_count:
                problems.append(
                    self.env._(
                        "Scheduled job “%(name)s” failed %(count)s times.",
                        name=cron.name,
                        count=cron.failure_count,
                    )
                )
        return problems

    @api.model
    def action_open(self):
        """Open the page with the state of this moment."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mail Health"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "target": "current",
        }
