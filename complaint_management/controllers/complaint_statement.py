from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from .token_page import TokenPage

STATEMENT_ROUTE = "/complaint/statement/<int:statement_id>/<string:token>"


class ComplaintStatement(TokenPage, http.Controller):
    """The page on which a person without a user reads the questions and gives his
    statement. It shows the questions and nothing of the case (P01, P20)."""

    @http.route(STATEMENT_ROUTE, type="http", auth="public", methods=["GET"])
    def statement_page(self, statement_id, token, **_params):
        """Show the questions."""
        return self._render(self._find_statement(statement_id, token))

    @http.route(STATEMENT_ROUTE, type="http", auth="public", methods=["POST"])
    def statement_give(self, statement_id, token, answer="", **_params):
        """Take the statement with its files, once."""
        statement = self._find_statement(statement_id, token)
        text = self._read_text(answer)
        if statement.state == "asked" and text != "":
            files = self._read_files()
            if files is None or text is None:
                return self._render(statement, is_too_large=True)
            self._keep_files(statement, files)
            statement._do_give(plaintext2html(text))
        return request.redirect(self._get_path(statement))

    def _find_statement(self, statement_id, token):
        return self._find_document("complaint.statement", statement_id, token)

    def _render(self, statement, is_too_large=False):
        return self._render_page(
            "complaint_management.complaint_statement_page",
            {
                "statement": statement,
                "action_path": self._get_path(statement),
                "is_too_large": is_too_large,
            },
        )
