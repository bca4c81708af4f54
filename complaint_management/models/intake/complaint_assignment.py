from odoo import models


class ComplaintAssignment(models.Model):
    _inherit = "complaint.assignment"

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Answers go to the catchall address, never to an alias of a desk: a reply to
        an alias of another document opens a new one."""
        reply_to = super()._notify_get_reply_to_batch(defaults, author_ids)
        for assignment in self:
            catchall = assignment.company_id.catchall_email
            if catchall:
                reply_to[assignment.id] = (
                    assignment._notify_get_reply_to_formatted_email(
                        catchall, author_id=(author_ids or {}).get(assignment.id)
                    )
                )
        return reply_to

    def _get_desk_partners(self):
        # sudo: respondents have no right on complaints
        complaint = self.sudo().complaint_id
        return (complaint.user_id or complaint.first_contact_id).partner_id

    def _get_correspondents(self):
        """Everybody who may answer, also for a colleague."""
        # sudo: whoever delivers the mail need not see the colleagues
        return super()._get_correspondents() | self.sudo()._get_respondents().partner_id
