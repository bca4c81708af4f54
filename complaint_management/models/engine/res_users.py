from odoo import fields, models

from ..complaint_data import NOTICE_WAYS

PREFERENCES = ["complaint_notice_way"]


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_notice_way = fields.Selection(
        NOTICE_WAYS,
        "Complaint Reminders",
        required=True,
        default="both",
        help="How you want to be reminded of what is due and late. SMS need Odoo's"
        " SMS app.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 (named by Odoo)
        return super().SELF_READABLE_FIELDS + PREFERENCES

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 (named by Odoo)
        return super().SELF_WRITEABLE_FIELDS + PREFERENCES

    def _is_asked_by_activity(self, is_request):
        """Whether the user gets an activity: for what he is asked to do unless he wants
        mails only, for what he is merely told if he wants no mails."""
        self.ensure_one()
        return self.complaint_notice_way == "activity" or (
            is_request and self.complaint_notice_way in ("both", "sms")
        )

    def _send_complaint_sms(self, text):
        """Queue an SMS to each user whose number is known, where Odoo's SMS app is
        installed. It may fail for want of credit: never the only way."""
        partners = self.partner_id.filtered("phone")
        if "sms.sms" not in self.env or not partners:
            return
        # sudo: the queue is the system's; it may be asleep for an hour
        env = self.sudo().env
        env["sms.sms"].create(
            [
                {
                    "partner_id": partner.id,
                    "number": partner._phone_format(fname="phone") or partner.phone,
                    "body": text,
                }
                for partner in partners
            ]
        )
        env.ref("sms.ir_cron_sms_scheduler_action")._trigger()
