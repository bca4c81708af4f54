import base64
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import mail_bytes, mail_charset, mail_hazard, mail_html, mail_parser
from ..complaint_data import INTAKE_KINDS, INTAKE_REASONS, INTAKE_STATES

# Documents that mail belongs to.
INTAKE_MODELS = ("complaint.complaint", "complaint.assignment")
GATEWAY_GROUP = "complaint_management.group_complaint_gateway"
PREVIEW_LIMIT = 20_000
CRON = "complaint_management.ir_cron_complaint_intake_process"


class ComplaintIntake(models.Model):
    """A message as it came in, and its fate. The row exists before anything is done
    with the message, so that no fault can lose it."""

    _name = "complaint.intake"
    _inherit = [
        "complaint.intake.process.mixin",
        "complaint.intake.route.mixin",
        "complaint.intake.desk.mixin",
    ]
    _description = "Incoming Complaint Mail"
    _rec_name = "subject"
    _order = "date_received desc, id desc"

    # the message
    subject = fields.Char(readonly=True)
    sender = fields.Char(readonly=True)
    sender_email = fields.Char(readonly=True, index="btree_not_null")
    recipient = fields.Char("To", readonly=True)
    message_id = fields.Char(
        "Message-ID",
        readonly=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    content_hash = fields.Char(
        readonly=True, required=True, export_string_translation=False
    )
    raw = fields.Binary(
        attachment=False,
        readonly=True,
        groups="base.group_system",
        export_string_translation=False,
    )
    original = fields.Binary(
        "Original Message", compute="_compute_original", compute_sudo=True
    )
    original_name = fields.Char(
        compute="_compute_original_name", export_string_translation=False
    )
    preview = fields.Text(compute="_compute_preview", compute_sudo=True)
    size = fields.Integer("Stored Bytes", readonly=True)
    date_received = fields.Datetime("Received on", required=True, readonly=True)
    delivered_by_id = fields.Many2one("res.users", "Delivered by", readonly=True)

    # where it was addressed to
    company_id = fields.Many2one("res.company", required=True, index=True)
    team_id = fields.Many2one(
        "complaint.team", index="btree_not_null", ondelete="restrict"
    )
    alias_id = fields.Many2one("mail.alias", readonly=True, ondelete="set null")

    # its fate
    state = fields.Selection(
        INTAKE_STATES, required=True, readonly=True, default="received"
    )
    kind = fields.Selection(INTAKE_KINDS, "Recognised as", readonly=True)
    reason = fields.Selection(INTAKE_REASONS, readonly=True)
    detail = fields.Text(readonly=True)
    attempts = fields.Integer(readonly=True)
    unanswered_attempts = fields.Integer(
        readonly=True,
        help="Attempts that ended without success or error: the server was killed.",
    )
    date_next_attempt = fields.Datetime("Next Attempt on", readonly=True)
    complaint_id = fields.Many2one(
        "complaint.complaint", readonly=True, index="btree_not_null"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment", readonly=True, index="btree_not_null"
    )
    acknowledgement_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_acknowledged = fields.Datetime("Answered on", readonly=True)

    decided_by_id = fields.Many2one(
        "res.users",
        "Decided by",
        readonly=True,
        help="Who decided that the mail is to have its effect, or none.",
    )
    is_undecided = fields.Boolean(
        compute="_compute_is_undecided", export_string_translation=False
    )

    # the key that decides between two workers with the same message
    _content_uniq = models.UniqueIndex("(content_hash, (COALESCE(team_id, 0)))")
    _queue_idx = models.Index("(date_received, id) WHERE state = 'received'")
    _tray_idx = models.Index("(state, date_received DESC, id DESC)")

    @api.depends("state", "reason")
    def _compute_is_undecided(self):
        """Whether somebody may still give the mail its effect."""
        for intake in self:
            intake.is_undecided = (
                intake.state in ("held", "failed", "refused")
                or intake.reason == "recognised"
            )

    def _compute_preview(self):
        """The text of the message; of a suspicious one the first bytes as they are."""
        for intake in self:
            raw = intake._get_raw()
            if mail_hazard.find_hazard(raw):
                intake.preview = mail_charset.decode(raw[:PREVIEW_LIMIT])
                continue
            parsed = mail_parser.parse(raw)
            intake.preview = "\n".join(
                mail_html.to_text(content) if kind == "html" else content
                for kind, content in parsed.chunks
            )[:PREVIEW_LIMIT]

    def _compute_original(self):
        for intake in self:
            intake.original = base64.b64encode(intake._get_raw()) or False

    def _compute_original_name(self):
        for intake in self:
            intake.original_name = f"{intake.id}.eml"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def deliver(self, message, recipient=None):
        """Deliver a message by program: the documented door for mail servers.

        :param str message: the message, its bytes in base64
        :param str recipient: address to which it was delivered (envelope); needed when
            the headers do not name the desk
        :return: True when the message is for a desk and is stored (also when it was
            stored before), False when it is for nobody here
        :raise UserError: the text is no base64
        """
        try:
            raw = base64.b64decode(message, validate=True)
        except ValueError as error:
            raise UserError(
                self.env._("The message is not encoded in base64.")
            ) from error
        return self._store(raw, recipients=[recipient] if recipient else ())

    @api.model
    def _store(self, raw, model=None, custom_values=None, recipients=()):
        """Keep a message that is for us; it is processed later by the cron.

        :param bytes raw: the message, as the mail server delivered it
        :param str model: document model the caller wants
        :param dict custom_values: values the caller wants in a new complaint
        :param recipients: envelope recipients, in addition to the headers
        :return: whether the message is ours
        """
        envelope = mail_bytes.peek(raw)
        envelope.recipients.update(address.lower() for address in recipients)
        aliases = self._find_aliases(envelope.recipients)
        is_ours = (
            aliases
            or model in INTAKE_MODELS
            or self._find_referenced_messages(envelope.references)
        )
        if not is_ours:
            if hasattr(raw, "is_settled"):
                raw.is_settled = True
            return False
        date_received = getattr(raw, "date_received", None) or envelope.date_received
        if hasattr(raw, "is_settled"):
            # stays in the mailbox unless the rows are committed
            raw.is_settled = False
            self.env.cr.postcommit.add(lambda: setattr(raw, "is_settled", True))
        values = self._prepare_stored_values(raw, envelope, date_received)
        stored = [
            self._insert_once({**values, **address})
            for address in self._get_addresses(aliases, custom_values)
        ]
        if any(stored) and values["state"] == "received":
            self.env.ref(CRON)._trigger()
        return True

    def _get_raw(self):
        """The bytes of this mail, empty when they were dropped.

        Read alone: the ORM would read those of all mails at hand with them.
        """
        self.ensure_one()
        # sudo: the bytes are shown to nobody but through what they are parsed into
        # bin_size: forms ask for sizes in place of bytes
        alone = self.with_prefetch().with_context(bin_size=False)
        return alone.sudo().raw or b""

    @api.model
    def _find_aliases(self, recipients):
        """The aliases of our desks among the addresses."""
        if not recipients:
            return self.env["mail.alias"]
        # sudo: whoever delivers mail need not see aliases
        return (
            self.env["mail.alias"]
            .sudo()
            .search_fetch(
                Domain(
                    "alias_model_id",
                    "=",
                    self.env["ir.model"]._get_id("complaint.complaint"),
                )
                & (
                    Domain("alias_full_name", "in", list(recipients))
                    | (
                        Domain("alias_incoming_local", "=", True)
                        & Domain(
                            "alias_name",
                            "in",
                            [address.partition("@")[0] for address in recipients],
                        )
                    )
                ),
                ["alias_defaults"],
                order="id",
            )
        )

    @api.model
    def _find_referenced_messages(self, references):
        """Letters of ours that a message refers to, those of assignments first."""
        messages = self.env["mail.message"].sudo()  # sudo: as for aliases
        if not references:
            return messages
        return messages.search_fetch(
            [("message_id", "in", references), ("model", "in", INTAKE_MODELS)],
            ["message_id", "message_type", "model", "res_id"],
            order="model, id desc",
        )

    def _get_addresses(self, aliases, custom_values):
        """Team, company and alias: one row for each desk the message is for."""
        teams = self.env["complaint.team"].sudo()  # sudo: as for aliases
        targets = {}
        for alias in aliases:
            team_id = literal_eval(alias.alias_defaults).get("team_id")
            targets.setdefault(team_id, alias.id)
        if not targets:
            targets[(custom_values or {}).get("team_id")] = None
        return [
            {
                "team_id": team_id or None,
                "alias_id": alias_id,
                "company_id": teams.browse(team_id).company_id.id
                if team_id
                else self.env.company.id,
            }
            for team_id, alias_id in targets.items()
        ]

    def _get_alias_values(self):
        """Values that the alias gives to new complaints."""
        # sudo: whoever processes need not see aliases
        alias = self.sudo().alias_id
        return literal_eval(alias.alias_defaults) if alias else {}

    def _prepare_stored_values(self, raw, envelope, date_received):
        now = self.env.cr.now()
        allowed = self.env.su or self.env.user.has_groups(
            f"base.group_system,{GATEWAY_GROUP}"
        )
        _name, sender_email = mail_bytes.read_sender(envelope.sender)
        return {
            "subject": envelope.subject[:1000] or None,
            "sender": envelope.sender[:1000] or None,
            "sender_email": sender_email or None,
            "recipient": ", ".join(sorted(envelope.recipients))[:1000] or None,
            "message_id": envelope.message_id or None,
            "content_hash": mail_bytes.content_hash(raw),
            "raw": bytes(raw),
            "size": len(raw),
            "date_received": mail_bytes.sane_date(date_received, now),
            "delivered_by_id": self.env.uid,
            "state": "received" if allowed else "held",
            "reason": None if allowed else "deliverer",
            "attempts": 0,
            "unanswered_attempts": 0,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _insert_once(self, values):
        """Insert the row unless the message is stored already.

        SQL, because the unique key must decide between two workers that deliver the
        same message at the same time, and ``create`` cannot say ON CONFLICT.

        :return: whether the row is new
        """
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL.identifier(self._table),
            SQL(", ").join(map(SQL.identifier, values)),
            tuple(values.values()),
        )
        # a conflict with a running transaction is no error: the delivery is repeated
        self.env.cr.execute(query, log_exceptions=False)
        return bool(self.env.cr.rowcount)
