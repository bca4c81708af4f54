from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """To mark the activity “Approve” as done is to approve."""
        approval_type = self.env.ref(
            "complaint_management.mail_activity_type_approval", raise_if_not_found=False
        )
        approvals = self.env["complaint.approval"].browse(
            self.filtered(
                lambda activity: (
                    activity.activity_type_id == approval_type
                    and activity.res_model == "complaint.approval"
                )
            ).mapped("res_id")
        )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if approvals:
            approvals.action_approve()
        return result
