import re
from hmac import compare_digest

from odoo import api, models
from odoo.tools import SQL, email_normalize, hmac
from odoo.tools.mail import email_normalize_all

from ...tools import mail_bytes, sender_proof

SIGNATURE = re.compile(r"<complaint\.([0-9a-f]{40})@letter\.invalid>")
SIGNATURE_SCOPE = "complaint_management.letter"


class ComplaintIntake(models.Model):
    """What speaks for it that the sender is who the mail says.

    Anybody can write any address into a From, and everybody who got a letter knows its
    Message-ID. Each letter carries a signature besides, different for each addressee,
    which their mail program hands back among the references.
    """

    _inherit = "complaint.intake"

    # ------------------------------------------------------------
    # SIGNATURES
    # ------------------------------------------------------------

    @api.model
    def _sign_letter(self, message_id, email):
        """The reference that only the addressee of a letter receives.

        :param str message_id: Message-ID of the letter
        :param str email: normalised address
        """
        # sudo: the secret of the database signs, nobody sees it
        digest = hmac(self.env(su=True), SIGNATURE_SCOPE, (message_id, email))
        return f"<complaint.{digest[:40]}@letter.invalid>"

    def _is_signed_for(self, parsed, letters):
        """Whether the mail hands back the signature of a letter to its sender."""
        signatures = [ref for ref in parsed.references if SIGNATURE.fullmatch(ref)]
        if not signatures or not parsed.sender_email:
            return False
        return any(
            compare_digest(
                signature, self._sign_letter(letter.message_id, parsed.sender_email)
            )
            for letter in letters
            for signature in signatures
        )

    # ------------------------------------------------------------
    # PROOF
    # ------------------------------------------------------------

    def _get_verdict(self, parsed):
        """What our own mail server says about the sender: pass, fail or nothing."""
        return sender_proof.get_verdict(
            parsed.headers.get("authentication-results", []),
            parsed.sender_email,
            self.company_id.complaint_mail_server or "",
        )

    def _find_proof(self, parsed, document, letters):
        """What speaks for the sender, see ``INTAKE_PROOFS``.

        :param document: what the mail is about, if anything
        :param letters: letters of ours that it refers to
        """
        own = document and letters.filtered(
            lambda letter: (
                letter.message_id != self.message_id
                and self._find_home(parsed, letter) == document
            )
        )
        is_verified = self._get_verdict(parsed) == "pass"
        # the form writes for everybody
        if own and not self.form_sender:
            if self._is_signed_for(parsed, own):
                return "signature"
            contact = self._find_contact(parsed, document)
            if any(self._is_letter_to(letter, parsed, contact) for letter in own) and (
                is_verified or not self._can_know_letters(contact)
            ):
                return "letter"
        return "server" if is_verified else "none"

    def _can_know_letters(self, contact):
        """Whether others may know the Message-ID of a letter to the contact, and our
        mail server would tell: colleagues read the same threads."""
        return self._is_colleague(contact) and bool(
            self.company_id.complaint_mail_server
        )

    def _is_letter_to(self, letter, parsed, contact):
        """Whether the letter went to the sender, and what it is worth as a proof: it
        proves nothing among several addressees who are believed differently."""
        partners = letter.partner_ids | letter.notified_partner_ids
        mails = letter.mail_ids
        outside = email_normalize_all(
            ", ".join(
                filter(None, [letter.outgoing_email_to, *mails.mapped("email_to")])
            )
        )
        if not self._is_colleague(contact):
            return contact in (partners | mails.recipient_ids) or (
                parsed.sender_email in [*outside, email_normalize(letter.email_from)]
            )
        if letter.model == "complaint.assignment":
            # each of the colleagues asked may answer
            is_among_equals = not any(partners.mapped("partner_share"))
        else:
            is_among_equals = len(partners) == 1
        return contact in partners and is_among_equals and not outside

    # ------------------------------------------------------------
    # FORMS AND OWN ADDRESSES
    # ------------------------------------------------------------

    def _adopt_form_customer(self, parsed):
        """The customer of a contact form stands in its Reply-To.

        Only of forms that the desk trusts, and of senders that nobody can write to.
        """
        form = parsed.sender_email
        known = mail_bytes.ADDRESS.findall((self.team_id.form_senders or "").lower())
        if not form or not (form in known or sender_proof.is_no_reply(form)):
            return
        name, email = mail_bytes.read_sender(parsed.header("reply-to"))
        if not email or email == form or self._is_own_address(email):
            return
        parsed.sender_name, parsed.sender_email = name, email
        self.write(
            {
                "form_sender": form,
                "sender_email": email,
                "sender_base": sender_proof.get_base_address(email),
            }
        )

    @api.model
    def _is_own_address(self, email):
        """Whether letters of ours go out or come in there: such an address is no
        customer's.

        :param str email: normalised address
        """
        if not email:
            return False
        self.env["mail.alias"].flush_model(["alias_full_name"])
        self.env["mail.alias.domain"].flush_model()
        self.env["res.partner"].flush_model(["email_normalized"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM mail_alias WHERE alias_full_name = %(email)s
                UNION ALL
                SELECT 1 FROM mail_alias_domain
                 WHERE %(email)s IN (
                           catchall_alias || '@' || name,
                           bounce_alias || '@' || name,
                           CASE WHEN default_from LIKE '%%@%%' THEN default_from
                                ELSE default_from || '@' || name END
                       )
                UNION ALL
                SELECT 1 FROM fetchmail_server
                 WHERE active AND lower("user") = %(email)s
                UNION ALL
                SELECT 1 FROM res_company
                  JOIN res_partner ON res_partner.id = res_company.partner_id
                 WHERE res_partner.email_normalized = %(email)s
                LIMIT 1
                """,
                email=email,
            )
        )
        return bool(found)
