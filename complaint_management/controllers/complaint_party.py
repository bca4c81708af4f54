from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from .token_page import TokenPage

PARTY_ROUTE = "/complaint/assignment/<int:assignment_id>/<string:token>"


class ComplaintParty(TokenPage, http.Controller):
    """The page on which an outside party signs for its assignment and replies."""

    @http.route(PARTY_ROUTE, type="http", auth="public", methods=["GET"])
    def party_page(self, assignment_id, token, **_params):
        """Show what is asked of the party."""
        return self._render(self._find_assignment(assignment_id, token))

    @http.route(f"{PARTY_ROUTE}/sign", type="http", auth="public", methods=["POST"])
    def party_sign(self, assignment_id, token, **_params):
        """The party confirms that it has received the assignment."""
        assignment = self._find_assignment(assignment_id, token)
        if assignment.state == "sent":
            assignment._do_sign()
        return request.redirect(self._get_path(assignment))

    @http.route(f"{PARTY_ROUTE}/reply", type="http", auth="public", methods=["POST"])
    def party_reply(self, assignment_id, token, reply="", **_params):
        """Take the reply with its files, as if it had come by mail."""
        assignment = self._find_assignment(assignment_id, token)
        text = self._read_text(reply)
        if assignment.state in ("sent", "signed") and text != "":
            files = self._read_files()
            if files is None or text is None:
                return self._render(assignment, is_too_large=True)
            self._keep_files(assignment, files)
            assignment._do_answer_by_mail(plaintext2html(text))
        return request.redirect(self._get_path(assignment))

    def _find_assignment(self, assignment_id, token):
        return self._find_document("complaint.assignment", assignment_id, token)

    def _render(self, assignment, is_too_large=False):
        return self._render_page(
            "complaint_management.complaint_party_page",
            {
                "assignment": assignment,
                "action_path": self._get_path(assignment),
                "is_too_large": is_too_large,
            },
        )
