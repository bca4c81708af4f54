from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from ..tools.plain_text import to_plain_text
from .token_page import MAX_TEXT, TokenPage

PARTY_ROUTE = "/complaint/assignment/<int:assignment_id>/<string:token>"


class ComplaintParty(TokenPage, http.Controller):
    """The page on which an outside party signs for its assignment and replies."""

    @http.route(PARTY_ROUTE, type="http", auth="public", methods=["GET"])
    def party_page(self, assignment_id, token, **_params):
        """Show what is asked of the party."""
        return self._render(self._find_assignment(assignment_id, token))

    # csrf: the form has a key of its own, see TokenPage
    @http.route(
        f"{PARTY_ROUTE}/sign",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
    )
    def party_sign(self, assignment_id, token, **form):
        """The party confirms that it has received the assignment."""
        return self._take(
            lambda: self._find_assignment(assignment_id, token), form, "", self._sign
        )

    # csrf: as above
    @http.route(
        f"{PARTY_ROUTE}/reply",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
    )
    def party_reply(self, assignment_id, token, **form):
        """Take the reply with its files, as if it had come by mail."""
        words = self._clean(form.get("reply"))
        return self._take(
            lambda: self._find_assignment(assignment_id, token),
            form,
            words,
            lambda assignment: self._reply(assignment, words),
        )

    def _sign(self, assignment):
        if assignment.state == "sent":
            assignment._do_sign()
        return request.redirect(self._get_path(assignment))

    def _reply(self, assignment, words):
        if not words:
            return request.redirect(self._get_path(assignment))
        if assignment.state not in ("sent", "signed"):
            # sent twice: what is kept is on the page; else too late
            if words in to_plain_text(assignment.reply):
                return request.redirect(self._get_path(assignment))
            return self._render(assignment, words)
        files = self._read_files()
        if files is None or len(words) > MAX_TEXT:
            return self._render(assignment, words, is_too_large=True)
        self._keep_files(assignment, files)
        assignment._do_answer_by_mail(plaintext2html(words))
        return request.redirect(self._get_path(assignment))

    def _find_assignment(self, assignment_id, token):
        return self._find_document("complaint.assignment", assignment_id, token)

    def _render(self, assignment, words="", is_too_large=False):
        return self._render_page(
            "complaint_management.complaint_party_page",
            {
                "assignment": assignment,
                "action_path": self._get_path(assignment),
                "words": words,
                "is_too_large": is_too_large,
            },
        )
