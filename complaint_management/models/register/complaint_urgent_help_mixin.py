from odoo import api, fields, models

URGENT = "3"
# what makes a request for help urgent, or says who can help
CAUSES = {"kind", "priority", "department_id", "category_id"}


class ComplaintUrgentHelpMixin(models.AbstractModel):
    """Urgent requests for help go straight to the contact of the department on the spot,
    who is told at once; the desk follows them up (P20)."""

    _name = "complaint.urgent.help.mixin"
    _description = "Urgent Help"

    is_urgent_help = fields.Boolean(compute="_compute_is_urgent_help")

    @api.depends("kind", "priority")
    def _compute_is_urgent_help(self):
        for complaint in self:
            complaint.is_urgent_help = (
                complaint.kind == "help_request" and complaint.priority == URGENT
            )

    def write(self, vals):
        result = super().write(vals)
        if CAUSES & vals.keys():
            self._send_urgent_help()
        return result

    def _send_urgent_help(self):
        """Dispatch urgent requests for help that no department has yet, where the
        procedure says so: nobody has to approve it or press a button."""
        # sudo: the procedure sends them, whoever registers
        urgent = self.sudo().filtered(
            lambda complaint: (
                complaint.is_urgent_help
                and complaint.is_open
                and not complaint.is_historic
                and complaint.procedure_id.is_help_sent_at_once
                and complaint.department_id
                and not complaint.assignment_ids
            )
        )
        # sudo: help is sent for whoever registers the request
        assignments = self.env["complaint.assignment"].sudo()
        values_list = [
            {
                "complaint_id": complaint.id,
                **assignments._prepare_department(complaint.department_id),
            }
            for complaint in urgent
        ]
        sent = assignments.create(values_list)
        sent._do_send()
        sent.filtered("complaint_id.procedure_id.is_help_sent_by_sms")._send_sms()
