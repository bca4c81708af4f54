from odoo import models

PEOPLE_FIELDS = {
    "complaint_contact_ids",
    "complaint_deputy_id",
    "complaint_job_id",
    "manager_id",
    "parent_id",
}


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        """Whoever does not answer for a department any more hands over what lies
        there."""
        if not PEOPLE_FIELDS & vals.keys():
            return super().write(vals)
        # sudo: who answers is no secret
        before = self.sudo().complaint_respondent_ids
        result = super().write(vals)
        if gone := before - self.sudo().complaint_respondent_ids:
            self._replace_contacts(gone)
        return result

    def _replace_contacts(self, users):
        """Others take over the open assignments of users who do not answer for their
        department any more; they are told as at their arrival."""
        # sudo: whoever names the people of a department need not read its assignments
        assignments = self.env["complaint.assignment"].sudo()
        assignments.search(
            [
                ("department_id", "child_of", self.ids),
                ("user_id", "in", users.ids),
                ("is_open", "=", True),
            ]
        ).filtered(
            lambda assignment: (
                assignment.user_id
                not in assignment.department_id.complaint_respondent_ids
            )
        )._replace_contact()
