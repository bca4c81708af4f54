from odoo import http
from odoo.http import request

from .token_page import TokenPage

CALLBACK_ROUTE = "/complaint/callback/<int:callback_id>/<string:token>"
MAX_COMMENT = 5_000


class ComplaintCallback(TokenPage, http.Controller):
    """The page on which a customer says how satisfied he is; only its form answers."""

    @http.route(CALLBACK_ROUTE, type="http", auth="public", methods=["GET"])
    def callback_page(self, callback_id, token, **_params):
        """Ask; nothing is changed, so that scanners of links answer nothing."""
        return self._render(self._find_callback(callback_id, token))

    # csrf: the form has a key of its own, see TokenPage
    @http.route(
        CALLBACK_ROUTE, type="http", auth="public", methods=["POST"], csrf=False
    )
    def callback_answer(self, callback_id, token, **form):
        """Take the answer, or say what is missing in it."""
        return self._take(
            lambda: self._find_callback(callback_id, token),
            form,
            self._clean(form.get("comment")),
            lambda callback: self._answer(callback, form),
        )

    def _answer(self, callback, form):
        values = self._read_form(callback, form)
        problem = self._get_problem(values)
        if problem:
            return self._render(callback, values, problem)
        is_taken = callback._receive_answer(
            values,
            user_agent=request.httprequest.user_agent.string,
            is_trapped=bool(form.get("website")),
        )
        if not is_taken:
            return self._render_returned(values["comment"])
        return self._render(callback, is_thanked=True)

    def _find_callback(self, callback_id, token):
        callback = self._find_by_token("complaint.callback", callback_id, token)
        request.update_context(lang=callback._get_lang())
        return callback.with_context(lang=callback._get_lang())

    def _read_form(self, callback, form):
        grade_id = form.get("grade")
        grades = callback.available_grade_ids
        chosen = grades.filtered(lambda grade: str(grade.id) == grade_id)
        return {
            "grade_id": chosen.id,
            "is_solved": form.get("solved") == "yes",
            "is_pursued": form.get("pursued") == "yes",
            "comment": self._clean(form.get("comment")),
        }

    def _get_problem(self, values):
        """Code of what is missing in the answer, else False."""
        grade = request.env["complaint.satisfaction.grade"].sudo()  # sudo: public page
        if not values["grade_id"]:
            return "grade"
        if len(values["comment"]) > MAX_COMMENT:
            return "length"
        is_needed = grade.browse(values["grade_id"]).is_comment_needed
        return "comment" if is_needed and not values["comment"] else False

    def _render(self, callback, values=None, problem=False, is_thanked=False):
        return self._render_page(
            "complaint_management.complaint_callback_page",
            {
                "callback": callback,
                "grades": callback.available_grade_ids,
                "values": values or {"is_solved": True, "is_pursued": True},
                "problem": problem,
                "is_thanked": is_thanked,
                "max_comment": MAX_COMMENT,
            },
        )
