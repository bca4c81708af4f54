from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from ..complaint_data import MILESTONES

# what decides which milestone ticking off records, and of which document
RECORDING_FIELDS = {
    "activity_type_id",
    "complaint_done_code",
    "res_id",
    "res_model",
    "res_model_id",
}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    complaint_done_code = fields.Selection(
        MILESTONES,
        "Ticking off Records",
        readonly=True,
        help="The milestone that doing this activity records.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Activities whose ticking off records a milestone are given by escalations.

        :raise AccessError: somebody else gives one
        """
        activities = super().create(vals_list)
        # sudo: who gives an activity need not read it any more
        if not self.env.su and any(activities.sudo().mapped("complaint_done_code")):
            self._raise_recording()
        return activities

    def write(self, vals):
        """See :meth:`create`; such activities stay with their document too.

        :raise AccessError: somebody else makes one of an activity, or alters one
        """
        if not self.env.su and (
            vals.get("complaint_done_code")
            or (
                RECORDING_FIELDS & vals.keys()
                # sudo: who may write the activity is checked below
                and any(self.sudo().mapped("complaint_done_code"))
            )
        ):
            self._raise_recording()
        return super().write(vals)

    @api.model
    def _raise_recording(self):
        raise AccessError(
            self.env._(
                "Only escalations give activities that record something on a "
                "complaint. Schedule an ordinary activity instead."
            )
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Ticking off records what was done: the customer answered from the shift list,
        the report to the general manager (P17), the new date told to the customer
        (P20).

        :raise UserError: a report is asked for and none is written
        """
        coded = [
            (
                activity.complaint_done_code,
                self.env[activity.res_model],
                activity.res_id,
            )
            for activity in self.filtered("complaint_done_code")
        ]
        if is_html_empty(feedback) and any(code == "reported" for code, *_ in coded):
            raise UserError(
                self.env._("Write your report into the feedback, then mark it as done.")
            )
        told = self._get_promise_complaints()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for code, model, res_id in coded:
            document = model.browse(res_id)
            # sudo: who was asked to report or to answer need not own the case
            document.sudo()._record_milestone(code)
            if code == "reported":
                self._pass_report_on(document, feedback)
        told._note_told()
        return result

    def _get_promise_complaints(self):
        """Complaints of whose moved promise the activities ask to tell the customer, as
        far as the user may read them."""
        tell_type = self.env.ref(
            "complaint_management.mail_activity_type_tell", raise_if_not_found=False
        )
        asked = self.filtered(
            lambda activity: (
                tell_type
                and activity.activity_type_id == tell_type
                and activity.res_model == "complaint.complaint"
            )
        )
        complaints = self.env["complaint.complaint"].browse(asked.mapped("res_id"))
        return complaints.exists()._filtered_access("read")

    @api.model
    def _pass_report_on(self, document, report):
        """Send a report to the next manager above its author who may read the case, else
        to the executives (P17: the office manager reports to the general manager of the
        branch)."""
        complaint = document.complaint_id if "complaint_id" in document else document
        # sudo: the managers of a department are no secret
        department = complaint.sudo().team_id.department_id
        recipients = department._get_managers_up(self.env.user).filtered(
            document._filter_readable_by
        )[:1]
        document.message_notify(
            partner_ids=(recipients or complaint._get_executives()).partner_id.ids,
            subject=self.env._("Report on %(number)s", number=document.display_name),
            body=report,
            email_layout_xmlid="mail.mail_notification_light",
        )
