import re

from odoo import models
from odoo.fields import Domain

from ...tools import mail_gate, mail_html
from .complaint_intake_data import INTAKE_MODELS, PROVEN

CASE_NUMBER = re.compile(r"[A-Za-z]{0,8}\d{2,4}-\d{3,}(?:/\d+)*")
CASE_NUMBER_LIMIT = 10
# A question in a letter of ours, not in an address of a page.
ASKED = re.compile(r"\?(?=\s|$)|？")
REFUSED_KINDS = ("spam",)
HELD_KINDS = ("third_party", "own_address", "duplicate")


class ComplaintIntakeRouteMixin(models.AbstractModel):
    """Where a message belongs, and whether it has an effect there.

    ============ =========================================== =========================
    kind         recognised by                               fate
    ============ =========================================== =========================
    duplicate    same bytes, delivered for another desk      held: that desk decides
    loop         our own Message-ID or mark                  kept
    own_address  sent from an address of ours                held
    spam         list of spam senders                        refused
    bounce       report, robot sender                        noted on the case
    auto_reply,  their own marks                             kept
    receipt,
    abuse_report,
    list
    third_party  refers to a case, sender takes no part in   held
                 it or is forged; colleagues and departments
                 that answer no letter to them
    thanks       nothing but thanks                          kept
    answer       refers to an assignment                     written to the assignment
    closed       refers to a closed case                     written there, not reopened
    colleague    refers to a case, by who may read it        internal note
    follow_up    refers to an open case, or says the same    written to the case
                 words again
    complaint    anything else                               new complaint
    ============ =========================================== =========================
    """

    _name = "complaint.intake.route.mixin"
    _inherit = ["complaint.intake.post.mixin"]
    _description = "Routing of Incoming Complaint Mail"

    def _do_route(self, parsed):
        """Give the message its effect, or keep it without.

        :param parsed: a :class:`mail_parser.ParsedMail`
        :return: values that tell the fate of the message
        """
        self._adopt_form_customer(parsed)
        letters = self._find_referenced_messages(
            [*parsed.references, self.message_id or ""]
        )
        twins = self._find_twins()
        document, parent = self._find_document(parsed, letters, twins)
        self.proof = self._find_proof(parsed, document, letters)
        kind, evidence = self._recognise(parsed, document, parent, letters, twins)
        if kind == "duplicate":
            document = twins.complaint_id[:1]
        if kind:
            return self._keep(kind, evidence, document, parent, parsed)
        words_hash = self._get_words_hash(parsed)
        document = document or self._go_on_with(self._find_same_words(words_hash))
        return {
            **self._give_effect(parsed, document, parent),
            "words_hash": words_hash,
        }

    # ------------------------------------------------------------
    # WHERE IT BELONGS
    # ------------------------------------------------------------

    def _find_twins(self):
        """Other mails to the company with the same content, or with the same Message-ID
        and sender."""
        same_message = Domain("message_id", "=", self.message_id) & Domain(
            "sender_email", "=", self.sender_email
        )
        return self.search(
            Domain("id", "!=", self.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("complaint_id", "!=", False)
            & (
                Domain("content_hash", "=", self.content_hash)
                | (same_message if self.message_id else Domain.FALSE)
            ),
            limit=10,
            order="id",
        )

    def _find_document(self, parsed, letters, twins):
        """The document that the message is about, and the letter that it answers.

        These decide, in this order: letters of ours that the message refers to (those
        of assignments first, so that a department's answer never becomes a complaint),
        an earlier mail with the same Message-ID, a case number in the subject.

        :return: an assignment or a complaint (empty when there is none), and a message
        """
        # sudo: the gateway writes to every case
        env = self.sudo().env
        for letter in letters:
            document = self._find_home(parsed, letter)
            if document and letter.message_id != self.message_id:
                return document, letter
        again = twins.filtered(lambda twin: twin.content_hash != self.content_hash)
        # sudo: the gateway finds every case
        document = again.sudo().complaint_id[:1] or self._find_by_number(parsed)
        return self._go_on_with(document), env["mail.message"]

    def _find_home(self, parsed, letter):
        """Where an answer to a letter belongs: customers and outside parties write to
        the case, colleagues to the document itself."""
        # sudo: the gateway writes to every case
        document = self.sudo().env[letter.model].browse(letter.res_id).exists()
        if (
            letter.model not in INTAKE_MODELS
            and "complaint_id" in document._fields
            and not self._is_colleague(self._find_contact(parsed, document))
        ):
            document = document.complaint_id
        return self._go_on_with(document)

    def _go_on_with(self, document):
        """Mail about a merged complaint belongs to the complaint that goes on."""
        if document._name == "complaint.complaint" and document:
            return document._get_survivor()
        return document

    def _find_by_number(self, parsed):
        # sudo: the gateway writes to every case
        env = self.sudo().env
        numbers = CASE_NUMBER.findall(parsed.subject)[:CASE_NUMBER_LIMIT]
        if not numbers:
            return env["complaint.complaint"]
        domain = [("number", "in", numbers), ("company_id", "=", self.company_id.id)]
        if any("/" in number for number in numbers):
            assignment = env["complaint.assignment"].search(domain, limit=1)
            if assignment:
                return assignment
        return env["complaint.complaint"].search(domain, limit=1)

    # ------------------------------------------------------------
    # WHETHER IT HAS AN EFFECT
    # ------------------------------------------------------------

    def _recognise(self, parsed, document, parent, letters, twins):
        """Kind of a message that is kept without effect, and what tells so.

        Nothing is recognised once somebody has decided that the mail is to have its
        effect.
        """
        if self.decided_by_id:
            return "", ""
        own_mark = self._get_own_mark()
        sent = letters.filtered(lambda letter: letter.message_type != "email")
        if self.message_id in sent.mapped("message_id"):
            return "loop", f"Message-ID: {self.message_id}"
        if parsed.header(self.MARK_HEADER) == own_mark:
            return "loop", f"{self.MARK_HEADER}: {own_mark}"
        if self._is_own_address(parsed.sender_email):
            return "own_address", parsed.sender
        if any(twin.content_hash == self.content_hash for twin in twins):
            return "duplicate", False
        if spam := self._find_spam_sender():
            return "spam", spam.email
        kind, evidence = mail_gate.recognise(parsed)
        if kind and not (kind == "list" and self.team_id.accepts_list_mail):
            return kind, evidence
        return self._recognise_person(parsed, document, parent)

    def _recognise_person(self, parsed, document, parent):
        if not document:
            return "", ""
        if self._get_verdict(parsed) == "fail":
            return "third_party", parsed.header("authentication-results")[:200]
        contact = self._find_contact(parsed, document)
        is_proven = self.proof in PROVEN or not self._needs_proof(document, contact)
        if not is_proven or not self._takes_part(document, contact):
            return "third_party", parsed.sender
        if document._name == "complaint.complaint":
            # sudo: the gateway knows what was asked
            is_asked = ASKED.search(mail_html.to_text(parent.sudo().body or ""))
            if mail_gate.is_thanks(parsed, bool(is_asked)):
                return "thanks", False
        return "", ""

    def _needs_proof(self, document, contact):
        """Whether the sender must answer a letter to them to be believed: anybody can
        guess the number of an assignment, and write the address of a colleague or of
        an outside party into a mail."""
        return document._name != "complaint.complaint" or self._is_colleague(contact)

    def _takes_part(self, document, contact):
        """Whether the sender may add to the document by mail."""
        if self._is_colleague(contact):
            return self._may_read(document, contact.main_user_id)
        if document._name not in INTAKE_MODELS:
            return False
        if contact and contact in document._get_correspondents():
            return True
        if document._name == "complaint.assignment":
            return False
        return document._is_customer_address(self.sender_email, contact) or bool(
            self.search_count(
                [
                    ("complaint_id", "=", document.id),
                    ("sender_email", "=", self.sender_email),
                    ("kind", "in", ("complaint", "follow_up", "closed", "reopened")),
                ],
                limit=1,
            )
        )

    def _may_read(self, document, user):
        # sudo: companies of a colleague
        companies = user.sudo()._get_company_ids()
        seen = document.with_user(user).with_context(allowed_company_ids=companies)
        return seen.has_access("read")

    def _find_spam_sender(self):
        address = self.sender_email or ""
        domain = address.rpartition("@")[2]
        senders = self.env["complaint.intake.sender"].sudo()  # sudo: the desk's list
        known = senders._get_ids_by_email(self.company_id.id)
        return senders.browse(known.get(address) or known.get(f"@{domain}"))

    # ------------------------------------------------------------
    # FATE
    # ------------------------------------------------------------

    def _keep(self, kind, evidence, document, parent, parsed):
        """No effect, but linked to what it is about, with the reason."""
        state = "processed"
        if kind in REFUSED_KINDS:
            state = "refused"
        elif kind in HELD_KINDS:
            state = "held"
        if kind == "bounce":
            # only who got our letter knows its Message-ID, numbers can be guessed
            document = document if parent else document.browse()
            if document and hasattr(document, "_note_undeliverable"):
                self._note_bounce(parsed, document)
        elif document and state == "processed":
            self._note_kept(kind, parsed, document)
        return {
            "state": state,
            "kind": kind,
            "reason": "other_desk" if kind == "duplicate" else "recognised",
            "detail": evidence,
            **self._prepare_link_values(document),
        }

    def _give_effect(self, parsed, document, parent):
        kind = self._get_effective_kind(parsed, document)
        is_new = not document
        document = self._post(parsed, document, parent, kind == "colleague")
        if kind == "closed":
            document._ask_about_closed_case(self)
        if is_new and self._get_verdict(parsed) == "fail":
            document._message_log(
                body=self.env._(
                    "Our mail server found that the sender is not who the mail says."
                )
            )
        return {
            "state": "processed",
            "kind": kind,
            "reason": "decided" if self.decided_by_id else False,
            "detail": False,
            **self._prepare_link_values(document),
            **(self._acknowledge(document, parsed) if is_new else {}),
        }

    def _get_effective_kind(self, parsed, document):
        if not document:
            return "complaint"
        if document._name == "complaint.assignment":
            return "answer"
        if self._is_colleague(self._find_contact(parsed, document)):
            return "colleague"
        if document._name != "complaint.complaint":
            return "third_party"
        return "follow_up" if document.is_open else "closed"

    def _prepare_link_values(self, document):
        if not document:
            return {}
        if document._name == "complaint.complaint":
            return {"complaint_id": document.id}
        values = {}
        if document._name == "complaint.assignment":
            values["assignment_id"] = document.id
        if "complaint_id" in document._fields:
            values["complaint_id"] = document.complaint_id.id
        return values
