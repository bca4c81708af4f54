from werkzeug.exceptions import TooManyRequests

from odoo.http import request

from ..tools.rate_limit import RateLimit

# Answers and wrong links from one address.
VISITS = RateLimit(limit=60, seconds=60)
MAX_FILES = 10
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT = 50_000


class TokenPage:
    """What the pages behind a secret link have in common. No controller itself: Odoo
    would merge all that inherit from it into one.

    Reading changes nothing, so that link scanners of mail servers do no harm. Wrong,
    ended and missing links get the answer of a page that does not exist; who tries or
    posts too often is asked to wait.
    """

    def _find_by_token(self, model, document_id, token):
        """The document, with sudo: the token is the right to read it.

        :raise NotFound: id or token are wrong, or the link has ended
        :raise TooManyRequests: too many answers and wrong links came from this address
        """
        visitor = (request.db, request.httprequest.remote_addr)
        if VISITS.is_reached(visitor):
            raise TooManyRequests(retry_after=int(VISITS.seconds))
        document = request.env[model]._find_by_token(document_id, token)
        if not document or request.httprequest.method == "POST":
            VISITS.count(visitor)
        if not document:
            raise request.not_found()
        return document

    def _find_document(self, model, document_id, token):
        """The document in the language of the partner whose page it is; see
        :meth:`_find_by_token`."""
        document = self._find_by_token(model, document_id, token)
        if not document.partner_id:
            raise request.not_found()
        lang = document.partner_id.lang or document.company_id.partner_id.lang
        request.update_context(lang=lang or request.env.lang)
        return document.with_context(lang=request.env.lang)

    def _get_path(self, document):
        path = document._get_token_path()
        return f"{path}/{document.id}/{document.access_token}"

    def _read_text(self, text):
        """The text posted, or nothing when it is too long."""
        text = text.strip() if isinstance(text, str) else ""
        return None if len(text) > MAX_TEXT else text

    def _read_files(self):
        """Name and content of the uploaded files, or nothing when they are too
        large."""
        files = [
            (upload.filename, upload.read(MAX_FILE_BYTES + 1))
            for upload in request.httprequest.files.getlist("files")
            if upload.filename
        ]
        too_large = any(len(content) > MAX_FILE_BYTES for _name, content in files)
        return None if too_large or len(files) > MAX_FILES else files

    def _keep_files(self, document, files):
        request.env["ir.attachment"].sudo().create(  # sudo: see _find_document
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": document._name,
                    "res_id": document.id,
                }
                for name, content in files
            ]
        )

    def _render_page(self, template, values):
        values["html_data"] = {"lang": (request.env.lang or "en_US").replace("_", "-")}
        response = request.render(template, values)
        # the address is the key: it must not reach other sites or caches
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
