import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq

TOKEN_DAYS = 30


class ComplaintTokenMixin(models.AbstractModel):
    """A page behind a secret link, for people without a user.

    The token has 256 random bits, changes each time the document is sent, and ends with
    the work. A wrong token and a document that does not exist get the same answer.

    It stands in the path, as Odoo's portal has it in the query: both are in the address,
    so neither is safer. The pages therefore send it to nobody (no-referrer, no-store),
    show what the document needs and no more, and take each answer once: posting again
    changes nothing.
    """

    _name = "complaint.token.mixin"
    _description = "Document behind a Link"

    access_token = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )
    date_token_end = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    def _renew_token(self):
        """A new link; the old one ends."""
        # sudo: nobody but the system reads or writes tokens
        for document in self.sudo():
            document.write(
                {"access_token": secrets.token_urlsafe(32), "date_token_end": False}
            )

    def _end_token(self):
        """Let the link end some days from now, so that the answer can still be read."""
        # sudo: nobody but the system reads or writes tokens
        self.sudo().write(
            {"date_token_end": self.env.cr.now() + timedelta(days=TOKEN_DAYS)}
        )

    def _get_token_url(self):
        """Absolute address of the page."""
        self.ensure_one()
        # sudo: whoever sends the link need not see it
        document = self.sudo()
        path = f"{self._get_token_path()}/{document.id}/{document.access_token}"
        return f"{document.get_base_url()}{path}"

    @api.model
    def _get_token_path(self):
        """Hook: the route of the page."""
        raise NotImplementedError

    @api.model
    def _find_by_token(self, document_id, token):
        """The document, with sudo, or nothing when id or token are wrong or have ended.

        It takes the same time either way.
        """
        # sudo: the token is the right to read
        document = self.sudo().browse(document_id).exists()
        known = document.access_token or secrets.token_urlsafe(32)
        is_right = consteq(known, token if isinstance(token, str) else "")
        now = fields.Datetime.now()
        is_ended = document.date_token_end and document.date_token_end < now
        return document if is_right and not is_ended else document.browse()
