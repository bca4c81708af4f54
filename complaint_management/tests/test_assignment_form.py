from odoo import Command
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestAssignmentForm(AssignmentCommon):
    def _print(self, report, assignment, user):
        reports = self.env["ir.actions.report"].with_user(user)
        html, _type = reports._render_qweb_html(
            f"complaint_management.{report}", assignment.ids
        )
        return html.decode()

    def test_handling_form_of_the_respondent(self):
        """P03, P06: the form carries what is asked, the answer and the timeline."""
        assignment = self._dispatch(
            self._create_complaint(partner_id=self.partner.id, demand="A new one")
        )
        self._reply(assignment)
        html = self._print("complaint_handling_form", assignment, self.user_respondent)
        for text in (
            "Complaint Handling Form",
            assignment.number,
            "A new one",
            "The box was too thin",
            "Wang Fang",
            "Signed For",
        ):
            self.assertIn(text, html)

    def test_title_of_the_procedure(self):
        self.procedure.form_setting_ids = [
            Command.create({"form": "handling", "title": "Customer Work Order"})
        ]
        assignment = self._dispatch(self._create_complaint())
        html = self._print("complaint_handling_form", assignment, self.user_respondent)
        self.assertIn("Customer Work Order", html)

    def test_confidential_form_names_nobody(self):
        assignment = self._dispatch(
            self._create_complaint(
                partner_id=self.partner.id,
                is_confidential=True,
                confidential_note="Canary",
            )
        )
        html = self._print("complaint_handling_form", assignment, self.user_respondent)
        self.assertIn("Confidential", html)
        self.assertNotIn("Wang Fang", html)
        self.assertNotIn("Canary", html)

    def test_contact_sheet_is_numbered(self):
        assignment = self._dispatch(self._create_complaint(demand="A new one"))
        html = self._print("complaint_contact_sheet", assignment, self.user_respondent)
        self.assertIn("Internal Contact Sheet", html)
        self.assertIn(assignment.number, html)
        self.assertIn(self.team.name, html)
