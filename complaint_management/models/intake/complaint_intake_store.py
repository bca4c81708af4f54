import base64
import hashlib
from ast import literal_eval
from datetime import timedelta

from psycopg2 import DataError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import mail_bytes, mail_hazard, sender_proof
from ...tools.stored_text import clean_text
from .complaint_intake_data import (
    CRON,
    GATEWAY_GROUP,
    INTAKE_MODELS,
    MAX_UNANSWERED,
)
from .mail_alias import ALIAS_FIELDS

SUBJECT_LIMIT = 1000
# Bytes: what an index takes.
KEY_LIMIT = 1000
# What employees may hand in who may not deliver mail: it waits for the desk.
UNTRUSTED_LIMIT = 30
UNTRUSTED_SIZE = mail_hazard.SIZE_LIMIT
# Kept of a message that does not fit into memory.
TORSO_LIMIT = 64 * 1024
# What a message can do to whoever reads it; a full disk is none of these.
CONTENT_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DataError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


class ComplaintIntake(models.Model):
    """How a message is stored: whatever it contains, and before anything is done."""

    _inherit = "complaint.intake"

    @api.model
    def deliver(self, message, recipient=None):
        """Deliver a message by program: the documented door for mail servers.

        :param str message: the message, its bytes in base64
        :param str recipient: address to which it was delivered (envelope); needed when
            the headers do not name the desk
        :return: True when the message is for a desk and is stored (also when it was
            stored before), False when it is for nobody here
        :raise UserError: the text is no base64
        :raise AccessError: the user is no employee, or hands in too much
        """
        self._check_may_store(len(message) * 3 // 4)
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
        :raise AccessError: the user is no employee, or hands in too much
        """
        self._check_may_store(len(raw))
        envelope, fault = self._peek(raw)
        envelope.recipients.update(address.lower() for address in recipients)
        aliases = self._find_aliases(envelope.recipients)
        team = self._get_mailbox_team()
        is_ours = (
            team
            or aliases
            or model in INTAKE_MODELS
            or self._find_referenced_messages(envelope.references)
        )
        if not is_ours:
            if hasattr(raw, "is_settled"):
                raw.is_settled = True
            return False
        addresses = self._get_addresses(team, aliases, custom_values)
        self._store_for(raw, envelope, addresses, fault)
        return True

    @api.model
    def _store_unroutable(self, raw):
        """Hold a message of a mailbox that belongs to nobody here."""
        envelope, fault = self._peek(raw)
        address = {"team_id": None, "alias_id": None, "company_id": self.env.company.id}
        values = {**address, "state": "held", "reason": "unroutable"}
        self._store_for(raw, envelope, [values], fault)

    @api.model
    def _count_reading(self, key):
        """Count that somebody looks at a message once more.

        :return: whether it may be looked at
        """
        return bool(
            self.env.execute_query(
                SQL(
                    "UPDATE complaint_intake SET attempts = attempts + 1"
                    " WHERE content_hash = %s AND state = 'fetching' AND attempts < %s"
                    " RETURNING id",
                    key,
                    MAX_UNANSWERED,
                )
            )
        )

    @api.model
    def _store_unread(self, key, raw):
        """Keep a message at which nobody may look by program any more.

        SQL: the row was written by whoever was killed.
        """
        self.env.execute_query(
            SQL(
                "UPDATE complaint_intake SET state = 'failed', reason = 'unanswered',"
                " raw = %s, size = %s"
                " WHERE content_hash = %s AND state = 'fetching' RETURNING id",
                bytes(raw),
                len(raw),
                key,
            )
        )

    def _complete_head(self, raw):
        """Read the head of a message that was stored unread."""
        envelope, fault = self._peek(raw)
        if fault:
            return
        names = ("subject", "sender", "sender_email", "sender_base", "recipient")
        values = self._prepare_head_values(envelope)
        self.write({name: values[name] for name in (*names, "message_id")})
        aliases = self._find_aliases(envelope.recipients)
        if aliases and not self.team_id:
            [address, *_others] = self._get_addresses(
                self.env["complaint.team"], aliases, {}
            )
            self.write(address)

    def _store_for(self, raw, envelope, addresses, fault):
        """Insert one row for each address.

        :param str fault: what went wrong while the head was read, if anything
        """
        date_received = getattr(raw, "date_received", None) or envelope.date_received
        if hasattr(raw, "is_settled"):
            # stays in the mailbox unless the rows are committed
            raw.is_settled = False
            self.env.cr.postcommit.add(lambda: setattr(raw, "is_settled", True))
        try:
            values = self._prepare_stored_values(raw, envelope, date_received)
            if size := getattr(raw, "full_size", 0):
                values.update(state="failed", reason="too_large")
                values["detail"] = self.env._(
                    "The whole message (%(size)s MB) stays in the mailbox.",
                    size=size // mail_hazard.MEGABYTE,
                )
            if fault:
                values.update(state="failed", reason="error", detail=fault[:2000])
            stored = [self._insert_once({**values, **place}) for place in addresses]
        except CONTENT_ERRORS as error:
            values = self._prepare_bare_values(raw, error)
            stored = [self._insert_once({**place, **values}) for place in addresses]
        if any(stored):
            # also for what waits for a decision: somebody is told
            self.env.ref(CRON)._trigger()

    # ------------------------------------------------------------
    # WHO DELIVERS
    # ------------------------------------------------------------

    @api.model
    def _may_deliver(self):
        return self.env.su or self.env.user.has_groups(
            f"base.group_system,{GATEWAY_GROUP}"
        )

    @api.model
    def _check_may_store(self, size):
        """Mail of employees is held, and limited: it fills the tray of a desk.

        :raise AccessError: the user is no employee, or hands in too much
        """
        if self._may_deliver():
            return
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only the mail gateway delivers mail."))
        # sudo: only the number of what the user has handed in
        handed_in = self.sudo().search_count(
            [
                ("delivered_by_id", "=", self.env.uid),
                ("reason", "=", "deliverer"),
                ("create_date", ">", self.env.cr.now() - timedelta(hours=1)),
            ],
            limit=UNTRUSTED_LIMIT,
        )
        if size > UNTRUSTED_SIZE or handed_in >= UNTRUSTED_LIMIT:
            raise AccessError(
                self.env._(
                    "This is more than employees may hand in: send it to the desk by"
                    " mail."
                )
            )

    # ------------------------------------------------------------
    # WHOSE IT IS
    # ------------------------------------------------------------

    @api.model
    def _peek(self, raw):
        """The head of a message, and what went wrong while it was read."""
        try:
            envelope = mail_bytes.peek(raw)
        except CONTENT_ERRORS as error:
            head = bytes(raw[: mail_bytes.HEADER_LIMIT]).decode("ascii", "ignore")
            return (
                mail_bytes.Envelope(
                    recipients=set(mail_bytes.ADDRESS.findall(head.lower()))
                ),
                clean_text(f"{type(error).__name__}: {error}"),
            )
        envelope.recipients = set(map(clean_text, envelope.recipients))
        envelope.references = [
            clean_text(reference, KEY_LIMIT) for reference in envelope.references
        ]
        return envelope, ""

    @api.model
    def _get_mailbox_team(self):
        """The desk to which the mailbox belongs that the message was fetched from."""
        teams = self.env["complaint.team"]
        server_id = self.env.context.get("default_fetchmail_server_id")
        # only the system fetches: others could write anything into the context
        if not server_id or not self.env.su:
            return teams
        return self.env["fetchmail.server"].browse(server_id).complaint_team_id

    @api.model
    def _find_aliases(self, recipients):
        """The aliases of our desks among the addresses; complaints+web@ is
        complaints@ unless it is an alias itself."""
        aliases = self._search_aliases(recipients)
        known = set(aliases.mapped("alias_full_name"))
        bases = {
            sender_proof.get_base_address(address)
            for address in recipients
            if "+" in address and address not in known
        }
        return aliases | self._search_aliases(bases)

    @api.model
    def _search_aliases(self, addresses):
        if not addresses:
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
                    Domain("alias_full_name", "in", list(addresses))
                    | (
                        Domain("alias_incoming_local", "=", True)
                        & Domain(
                            "alias_name",
                            "in",
                            [address.partition("@")[0] for address in addresses],
                        )
                    )
                ),
                ["alias_defaults", "alias_full_name"],
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
            [("message_id", "in", references), ("model", "=like", "complaint.%")],
            ["message_id", "message_type", "model", "res_id"],
            order="model, id desc",
        )

    def _get_addresses(self, team, aliases, custom_values):
        """Team, company and alias: one row for each desk the message is for."""
        teams = self.env["complaint.team"].sudo()  # sudo: as for aliases
        targets = {team.id: None} if team else {}
        for alias in aliases:
            team_id = self._read_alias(alias).get("team_id")
            targets[team_id] = targets.get(team_id) or alias.id
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
        return self._read_alias(self.sudo().alias_id)

    @api.model
    def _read_alias(self, alias):
        values = literal_eval(alias.alias_defaults or "{}")
        return {name: values[name] for name in values if name in ALIAS_FIELDS}

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _prepare_stored_values(self, raw, envelope, date_received):
        may_deliver = self._may_deliver()
        return {
            **self._prepare_head_values(envelope),
            "content_hash": mail_bytes.content_hash(raw),
            "raw": bytes(raw),
            "size": len(raw),
            "date_received": mail_bytes.sane_date(date_received, self.env.cr.now()),
            "state": "received" if may_deliver else "held",
            "reason": None if may_deliver else "deliverer",
            "detail": None,
            **self._prepare_log_values(),
        }

    def _prepare_head_values(self, envelope):
        _name, sender_email = mail_bytes.read_sender(clean_text(envelope.sender))
        return {
            "subject": clean_text(envelope.subject)[:SUBJECT_LIMIT] or None,
            "sender": clean_text(envelope.sender)[:SUBJECT_LIMIT] or None,
            "sender_email": sender_email or None,
            "sender_base": sender_proof.get_base_address(sender_email) or None,
            "recipient": ", ".join(sorted(envelope.recipients))[:SUBJECT_LIMIT] or None,
            "message_id": clean_text(envelope.message_id, KEY_LIMIT) or None,
        }

    def _prepare_bare_values(self, raw, error):
        """What is left when even the head of a message cannot be read: its bytes, or
        their beginning when memory is too short for more."""
        is_torso = isinstance(error, MemoryError)
        kept = bytes(raw[:TORSO_LIMIT]) if is_torso else bytes(raw)
        return {
            "subject": None,
            "sender": None,
            "content_hash": hashlib.sha256(b"%d\n%s" % (len(raw), kept)).hexdigest(),
            "raw": kept,
            "size": len(kept),
            "date_received": self.env.cr.now().replace(microsecond=0),
            "state": "failed",
            "reason": "too_large" if is_torso else "error",
            "detail": clean_text(f"{type(error).__name__}: {error}")[:2000],
            **self._prepare_log_values(),
        }

    def _prepare_log_values(self):
        now = self.env.cr.now()
        return {
            "attempts": 0,
            "unanswered_attempts": 0,
            "delivered_by_id": self.env.uid,
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
