import hashlib
import re
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...tools import mail_gate, sender_proof

# Shorter texts are said by many about many things.
WORDS_MINIMUM = 20
WORDS_LIMIT = 20_000
SAME_WORDS_DAYS = 30
REPLY_MARK = re.compile(r"^(?:\s{0,5}\w{2,10}\s{0,3}[:：]){1,5}")


class ComplaintIntake(models.Model):
    """Whether a mail gets an answer, and what keeps two programs from answering each
    other for ever."""

    _inherit = "complaint.intake"

    # ------------------------------------------------------------
    # THE SAME WORDS
    # ------------------------------------------------------------

    def _get_words_hash(self, parsed):
        """The same for two mails that say the same and carry the same files; empty for
        those that say hardly anything."""
        text = "".join(content for _kind, content in parsed.chunks)[:WORDS_LIMIT]
        words = re.sub(r"\W+", "", text).lower()
        if len(words) < WORDS_MINIMUM:
            return False
        digest = hashlib.sha256(words.encode("utf-8", "replace"))
        subject = re.sub(r"\W+", "", REPLY_MARK.sub("", parsed.subject)).lower()
        digest.update(b"\0" + subject.encode("utf-8", "replace"))
        for file in parsed.attachments:
            digest.update(b"\0" + hashlib.sha256(file.content).digest())
        return digest.hexdigest()

    def _find_same_words(self, words_hash):
        """The open case in which the sender has said the same words, and got an
        answer."""
        # sudo: the gateway finds every case
        cases = self.sudo().env["complaint.complaint"]
        if self.decided_by_id or not words_hash or not self.sender_base:
            return cases
        said = self.sudo().search(
            [
                ("words_hash", "=", words_hash),
                ("sender_base", "=", self.sender_base),
                ("team_id", "=", self.team_id.id),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
                ("acknowledgement_id", "!=", False),
                (
                    "date_received",
                    ">",
                    self.env.cr.now() - timedelta(days=SAME_WORDS_DAYS),
                ),
            ],
            limit=1,
        )
        return said.complaint_id.filtered("is_open")

    # ------------------------------------------------------------
    # ANSWER
    # ------------------------------------------------------------

    def _acknowledge(self, complaint, parsed):
        """Send the acknowledgement of receipt, unless it could start a conversation
        of robots. Answers are limited, complaints never.

        :return: values that remember it on the mail
        """
        is_robot = mail_gate.is_automatic(parsed) and not self.form_sender
        if is_robot or self._get_verdict(parsed) == "fail":
            return {}
        if not self._may_be_written_to() or self._is_answer_limit_reached():
            return {}
        mail = complaint._send_acknowledgement(self.message_id)
        return {
            "acknowledgement_id": mail.mail_message_id.id,
            "date_acknowledged": mail and self.env.cr.now(),
        }

    def _may_be_written_to(self):
        """Whether anybody but ourselves reads what is sent to the sender."""
        address = self.sender_email
        if not address or sender_proof.is_no_reply(address):
            return False
        # own addresses are held unless somebody has decided
        return not self.decided_by_id or not self._is_own_address(address)

    def _is_answer_limit_reached(self):
        """Whether the mailbox has got as many answers within a day, or its domain or
        the desk has given as many within an hour, as they may."""
        company = self.company_id
        now = self.env.cr.now()
        self.flush_model(["date_acknowledged", "sender_base", "sender_email"])
        [(of_mailbox, of_domain, of_desk)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE sender_base = %(base)s),
                       count(*) FILTER (WHERE is_of_hour AND is_of_domain),
                       count(*) FILTER (WHERE is_of_hour)
                  FROM (
                    SELECT sender_base,
                           date_acknowledged > %(hour)s AND company_id = %(company)s
                               AND COALESCE(team_id, 0) = %(team)s AS is_of_hour,
                           right(sender_email, length(%(domain)s)) = %(domain)s
                               AS is_of_domain
                      FROM complaint_intake
                     WHERE date_acknowledged > %(hour)s
                        OR sender_base = %(base)s AND date_acknowledged > %(day)s
                       ) answered
                """,
                base=self.sender_base,
                domain=f"@{self.sender_email.rpartition('@')[2]}",
                company=company.id,
                team=self.team_id.id or 0,
                hour=now - timedelta(hours=1),
                day=now - timedelta(days=1),
            )
        )
        return (
            of_mailbox >= company.complaint_answer_limit
            or of_domain >= company.complaint_answer_domain_limit
            or of_desk >= company.complaint_answer_hour_limit
        )
