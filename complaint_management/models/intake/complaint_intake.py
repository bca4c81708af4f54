import base64

from odoo import api, fields, models

from ...tools import mail_charset, mail_hazard, mail_html
from ..complaint_data import (
    INTAKE_KINDS,
    INTAKE_PROOFS,
    INTAKE_REASONS,
    INTAKE_STATES,
)

PREVIEW_LIMIT = 20_000


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
    sender_base = fields.Char(
        readonly=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The mailbox behind the address of the sender.",
    )
    proof = fields.Selection(
        INTAKE_PROOFS,
        "Verification",
        readonly=True,
        help="What speaks for it that the sender is who the mail says.",
    )
    words_hash = fields.Char(
        readonly=True, index="btree_not_null", export_string_translation=False
    )
    form_sender = fields.Char(
        "Contact Form",
        readonly=True,
        help="Address of the contact form by which the sender wrote.",
    )
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
    # without its case nothing would say who is barred from the raw mail
    complaint_id = fields.Many2one(
        "complaint.complaint",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    assignment_id = fields.Many2one(
        "complaint.assignment", readonly=True, index="btree_not_null"
    )
    acknowledgement_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_acknowledged = fields.Datetime("Answered on", readonly=True)
    date_told = fields.Datetime(
        "Told on",
        readonly=True,
        help="When the people of the desk were told that the mail waits for them.",
    )

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
    _deliverer_idx = models.Index(
        "(delivered_by_id, create_date) WHERE reason = 'deliverer'"
    )
    _answered_idx = models.Index(
        "(date_acknowledged) WHERE date_acknowledged IS NOT NULL"
    )
    _untold_idx = models.Index(
        "(state) WHERE date_told IS NULL AND state IN ('held', 'failed')"
    )
    _unseen_idx = models.Index(
        "(kind) WHERE date_told IS NULL AND state = 'processed'"
        " AND reason = 'recognised' AND complaint_id IS NULL"
    )
    _told_idx = models.Index("(date_told, team_id) WHERE date_told IS NOT NULL")

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
            parsed = intake._parse(raw)
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

    def _get_raw(self):
        """The bytes of this mail, empty when they were dropped.

        Read alone: the ORM would read those of all mails at hand with them.
        """
        self.ensure_one()
        # sudo: the bytes are shown to nobody but through what they are parsed into
        # bin_size: forms ask for sizes in place of bytes
        alone = self.with_prefetch().with_context(bin_size=False)
        return alone.sudo().raw or b""
