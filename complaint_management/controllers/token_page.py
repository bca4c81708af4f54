import re

from werkzeug.exceptions import BadRequest, HTTPException, TooManyRequests

from odoo.http import request

from ..tools import log_redaction
from ..tools.rate_limit import RateLimit

# Answers and wrong links from one address.
VISITS = RateLimit(limit=60, seconds=60)
MAX_FILES = 10
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT = 50_000
# Of words that are only given back.
MAX_RETURNED = 1_000_000
# A browser may send them, the database keeps no text with them.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

log_redaction.install()


class TokenPage:
    """What the pages behind a secret link have in common. No controller itself: Odoo
    would merge all that inherit from it into one.

    Reading changes nothing, so that link scanners of mail servers do no harm. Wrong,
    ended and missing links get the answer of a page that does not exist; who tries or
    posts too often is asked to wait. Words that are not taken are given back.

    The forms prove by a key of their own that whoever posts has read the page: Odoo's
    token is bound to a cookie, and people who keep no cookies answer too.
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

    def _take(self, find, form, words, take):
        """Let the form be taken, or give the words back that were typed.

        :param find: function to the document, which raises HTTPException
        :param dict form: what was posted
        :param str words: what the person typed
        :param take: function of the document to the response
        """
        try:
            document = find()
            if not document._is_form_key(form.get("csrf_token", "")):
                raise BadRequest
        except HTTPException as refusal:
            if not words:
                raise
            return self._render_returned(words, refusal)
        document._wait_for_others()
        return take(document)

    def _get_path(self, document):
        path = document._get_token_path()
        return f"{path}/{document.id}/{document.access_token}"

    def _clean(self, text):
        """The text posted, without what no database keeps."""
        text = text if isinstance(text, str) else ""
        return CONTROL_CHARACTERS.sub("", text).strip()

    def _read_files(self):
        """Name and content of the uploaded files, or nothing when they are too
        large."""
        files = [
            (self._clean(upload.filename) or "file", upload.read(MAX_FILE_BYTES + 1))
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

    def _render_returned(self, words, refusal=None):
        """A page that says that nothing was taken, with the words to keep them."""
        response = self._render_page(
            "complaint_management.complaint_returned_page",
            {
                "words": words[:MAX_RETURNED],
                "is_too_often": refusal and refusal.code == 429,
            },
        )
        if refusal:
            response.status_code = refusal.code
            retry_after = getattr(refusal, "retry_after", None)
            if retry_after:
                response.headers["Retry-After"] = str(retry_after)
        return response

    def _render_page(self, template, values):
        values["html_data"] = {"lang": (request.env.lang or "en_US").replace("_", "-")}
        response = request.render(template, values)
        # the address is the key: it must not reach other sites or caches
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
