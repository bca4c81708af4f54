from odoo import models
from odoo.exceptions import UserError


class ComplaintIntake(models.Model):
    _inherit = "complaint.intake"

    def _get_effective_kind(self, parsed, document):
        """A mail of the customer soon after closing starts the next round."""
        kind = super()._get_effective_kind(parsed, document)
        if kind == "closed" and document._is_reopened_by_mail(self.date_received):
            document.action_reopen()
            return "reopened"
        return kind

    def action_reopen_case(self):
        """The desk decides that a mail about a closed case starts the next round.

        :raise UserError: the mail is not about a closed case
        :raise AccessError: the user may not work on the case
        """
        mails = self._check_may_decide()
        complaint = self.complaint_id
        complaint.check_access("write")
        if complaint.filtered("is_open") or set(self.mapped("kind")) != {"closed"}:
            raise UserError(self.env._("This mail is not about a closed case."))
        complaint.action_reopen()
        mails.write({"kind": "reopened", "decided_by_id": self.env.uid})
