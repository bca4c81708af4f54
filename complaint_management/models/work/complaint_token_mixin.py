import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, consteq, email_normalize, hmac

SUPERVISOR = "complaint_management.group_complaint_supervisor"
TOKEN_DAYS = 30
# ids of the database
MAX_ID = 2**31 - 1
# Stands for the secret wherever a mail is kept; see mail.mail.
STAND_IN = "sent-by-mail"


class ComplaintTokenMixin(models.AbstractModel):
    """A page behind a secret link, for people without a user.

    The token changes each time the document is sent, and ends with the work. It is kept
    nowhere: the database knows its hash, and a seed of which only the server's own secret
    makes the token again. Stored mails have a stand-in, which the mail that leaves for the
    person asked, and only that, exchanges for the token. A wrong token and a document that
    does not exist get the same answer.

    It stands in the path, as Odoo's portal has it in the query: both are in the address,
    so neither is safer. The pages therefore send it to nobody (no-referrer, no-store),
    show what the document needs and no more, and take each answer once: posting again
    changes nothing.
    """

    _name = "complaint.token.mixin"
    _description = "Document behind a Link"

    access_token = fields.Char(
        compute="_compute_access_token",
        groups="base.group_system",
        exportable=False,
        export_string_translation=False,
    )
    token_seed = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        exportable=False,
        export_string_translation=False,
    )
    token_hash = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        exportable=False,
        export_string_translation=False,
    )
    # the address that a supervisor has the link sent to
    link_email = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        exportable=False,
        export_string_translation=False,
    )
    date_token_end = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    @api.depends("token_seed")
    def _compute_access_token(self):
        # sudo: the key and the seed are the system's
        for document in self.sudo():
            seed = document.token_seed
            document.access_token = seed and document._derive_token(seed)

    def _derive_token(self, seed):
        # su: the key is the system's
        return hmac(self.env(su=True), self._name, (self.id, seed))

    def _renew_token(self):
        """A new link; the old one ends."""
        # sudo: nobody but the system reads or writes tokens
        for document in self.sudo():
            seed = secrets.token_urlsafe(32)
            document.write(
                {
                    "token_seed": seed,
                    "token_hash": self._hash_token(document._derive_token(seed)),
                    "date_token_end": False,
                }
            )

    def _end_token(self, is_at_once=False):
        """End the link some days from now, so that the answer can still be read.

        :param bool is_at_once: now, because what the link stands for has ended
        """
        # sudo: nobody but the system reads or writes tokens
        documents = self.sudo()
        if is_at_once:
            documents.write({"token_seed": False, "token_hash": False})
        else:
            end = self.env.cr.now() + timedelta(days=TOKEN_DAYS)
            documents.write({"date_token_end": end})

    @api.model
    def _hash_token(self, token):
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()

    # ------------------------------------------------------------
    # LINK
    # ------------------------------------------------------------

    @api.model
    def _get_token_path(self):
        """Hook: the route of the page."""
        raise NotImplementedError

    def _get_token_url(self):
        """Absolute address of the page: a secret, for the person asked alone."""
        self.ensure_one()
        # sudo: whoever sends the link need not see it
        document = self.sudo()
        if not document.token_seed:
            document._renew_token()
        return document._get_url(document.access_token)

    def _get_mail_link(self):
        """The address as mails keep it: with a stand-in for the secret."""
        self.ensure_one()
        return self._get_url(STAND_IN)

    def _get_url(self, token):
        return f"{self.get_base_url()}{self._get_token_path()}/{self.id}/{token}"

    def _get_link_email(self):
        """Hook: the address of the person asked, who alone is sent the link."""
        return self.partner_id.email

    def _is_known_email(self, email):
        """Hook: whether the address was the person's before the case began.

        :param str email: normalised
        """
        start = self.complaint_id.create_date
        return self.partner_id._is_complaint_email_since(start)

    def _may_send_link(self):
        """Whoever works on a case could make the link come to themselves: it goes to an
        address that was known before, or that a supervisor vouches for."""
        self.ensure_one()
        # sudo: whoever sends the link need not see what the addresses are
        document = self.sudo()
        email = email_normalize(document._get_link_email() or "")
        return bool(email) and (
            email == document.link_email or document._is_known_email(email)
        )

    def _get_link_reasons(self):
        """What stands against sending the link to the person asked."""
        if self._may_send_link() or self.env.user.has_group(SUPERVISOR):
            return []
        return [
            self.env._(
                "the address was entered after the case began: a supervisor has to send"
                " the link"
            )
        ]

    def _check_link(self):
        """:raise UserError: the link would go to an address that nobody vouches for"""
        for document in self:
            reasons = document._get_link_reasons()
            if reasons:
                raise UserError("\n".join(reasons))
        self._vouch_for_link()

    def _vouch_for_link(self):
        """What a supervisor sends goes to the address that is there now."""
        if self.env.user.has_group(SUPERVISOR):
            # sudo: nobody but this act writes it
            for document in self.sudo():
                document.link_email = email_normalize(document._get_link_email() or "")

    def _put_link(self, body, emails):
        """The body with the link, if all who get it are the person asked.

        :param emails: normalised addresses of a mail that leaves
        """
        self.ensure_one()
        # sudo: the mail queue works for everybody
        document = self.sudo()
        path = f"{self._get_token_path()}/{self.id}/"
        person = email_normalize(document._get_link_email() or "")
        if path + STAND_IN not in (body or "") or set(emails) != {person}:
            return body
        if not document._may_send_link():
            return body
        if not document.token_seed:
            document._renew_token()
        return body.replace(path + STAND_IN, path + document.access_token)

    # ------------------------------------------------------------
    # PAGE
    # ------------------------------------------------------------

    @api.model
    def _find_by_token(self, document_id, token):
        """The document, with sudo, or nothing when id or token are wrong or have ended.

        It takes the same time either way.
        """
        # sudo: the token is the right to read
        document = self.sudo().browse(min(document_id, MAX_ID)).exists()
        known = document.token_hash or secrets.token_hex(32)
        is_right = consteq(known, self._hash_token(str(token)))
        now = fields.Datetime.now()
        is_ended = document.date_token_end and document.date_token_end < now
        return document if is_right and not is_ended else document.browse()

    def _get_form_key(self):
        """What the form of the page sends along: who posts has read the page. Bound to
        the link, not to a cookie, which many browsers do not keep."""
        self.ensure_one()
        # su: the key is the system's
        return hmac(self.env(su=True), "complaint form", self.sudo().token_hash)

    def _is_form_key(self, given):
        """Whether a form came from the page."""
        return consteq(
            self._hash_token(self._get_form_key()), self._hash_token(str(given))
        )

    def _wait_for_others(self):
        """Let answers that come at the same moment be taken one after the other: whoever
        waited sees what the others have done."""
        query = SQL(
            "SELECT id FROM %s WHERE id = %s FOR UPDATE",
            SQL.identifier(self._table),
            self.id,
        )
        # the request is made again by itself: no error to be logged
        self.env.cr.execute(query, log_exceptions=False)
