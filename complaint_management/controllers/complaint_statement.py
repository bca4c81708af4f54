from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from ..tools.plain_text import to_plain_text
from .token_page import MAX_TEXT, TokenPage

STATEMENT_ROUTE = "/complaint/statement/<int:statement_id>/<string:token>"


class ComplaintStatement(TokenPage, http.Controller):
    """The page on which a person without a user reads the questions and gives their
    statement. It shows the questions and nothing of the case (P01, P20)."""

    @http.route(STATEMENT_ROUTE, type="http", auth="public", methods=["GET"])
    def statement_page(self, statement_id, token, **_params):
        """Show the questions."""
        return self._render(self._find_statement(statement_id, token))

    # csrf: the form has a key of its own, see TokenPage
    @http.route(
        STATEMENT_ROUTE, type="http", auth="public", methods=["POST"], csrf=False
    )
    def statement_give(self, statement_id, token, **form):
        """Take the statement with its files, once."""
        words = self._clean(form.get("answer"))
        return self._take(
            lambda: self._find_statement(statement_id, token),
            form,
            words,
            lambda statement: self._give(statement, words),
        )

    def _give(self, statement, words):
        if not words:
            return request.redirect(self._get_path(statement))
        if statement.state != "asked":
            # sent twice: what is kept is on the page; else too late
            if words in to_plain_text(statement.answer):
                return request.redirect(self._get_path(statement))
            return self._render(statement, words)
        files = self._read_files()
        if files is None or len(words) > MAX_TEXT:
            return self._render(statement, words, is_too_large=True)
        self._keep_files(statement, files)
        statement._do_give(plaintext2html(words))
        return request.redirect(self._get_path(statement))

    def _find_statement(self, statement_id, token):
        return self._find_document("complaint.statement", statement_id, token)

    def _render(self, statement, words="", is_too_large=False):
        return self._render_page(
            "complaint_management.complaint_statement_page",
            {
                "statement": statement,
                "action_path": self._get_path(statement),
                "words": words,
                "is_too_large": is_too_large,
            },
        )
