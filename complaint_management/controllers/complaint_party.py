from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

PARTY_ROUTE = "/complaint/assignment/<int:assignment_id>/<string:token>"
MAX_FILES = 10
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT = 50_000


class ComplaintParty(http.Controller):
    """The page on which an outside party signs for its assignment and replies.

    Reading changes nothing, so that link scanners of mail servers do no harm. Wrong,
    ended and missing links get the answer of a page that does not exist.
    """

    @http.route(PARTY_ROUTE, type="http", auth="public", methods=["GET"])
    def party_page(self, assignment_id, token, **_params):
        return self._render(self._find_assignment(assignment_id, token))

    @http.route(f"{PARTY_ROUTE}/sign", type="http", auth="public", methods=["POST"])
    def party_sign(self, assignment_id, token, **_params):
        assignment = self._find_assignment(assignment_id, token)
        if assignment.state == "sent":
            assignment._do_sign()
        return request.redirect(self._get_path(assignment))

    @http.route(f"{PARTY_ROUTE}/reply", type="http", auth="public", methods=["POST"])
    def party_reply(self, assignment_id, token, reply="", **_params):
        assignment = self._find_assignment(assignment_id, token)
        text = reply.strip() if isinstance(reply, str) else ""
        if assignment.state in ("sent", "signed") and text:
            files = self._read_files()
            if files is None or len(text) > MAX_TEXT:
                return self._render(assignment, is_too_large=True)
            self._keep_files(assignment, files)
            assignment._do_answer_by_mail(plaintext2html(text))
        return request.redirect(self._get_path(assignment))

    def _find_assignment(self, assignment_id, token):
        """The assignment, with sudo: the token is the right to read it.

        :raise NotFound: id or token are wrong, or the link has ended
        """
        assignments = request.env["complaint.assignment"]
        assignment = assignments._find_by_token(assignment_id, token)
        if not assignment.partner_id:
            raise request.not_found()
        return assignment

    def _get_path(self, assignment):
        path = assignment._get_token_path()
        return f"{path}/{assignment.id}/{assignment.access_token}"

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

    def _keep_files(self, assignment, files):
        request.env["ir.attachment"].sudo().create(  # sudo: see _find_assignment
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": assignment._name,
                    "res_id": assignment.id,
                }
                for name, content in files
            ]
        )

    def _render(self, assignment, is_too_large=False):
        response = request.render(
            "complaint_management.complaint_party_page",
            {
                "assignment": assignment,
                "action_path": self._get_path(assignment),
                "is_too_large": is_too_large,
            },
        )
        # the address is the key: it must not reach other sites or caches
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
