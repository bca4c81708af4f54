"""Letters that leave by a template come from the desk, and answers go there."""

from odoo import SUPERUSER_ID, api

SENDER = "{{ object.company_id._format_complaint_sender(object.team_id) }}"
REPLY_TO = "{{ object._notify_get_reply_to()[object.id] }}"
OLD_SENDER = "{{ object.company_id.email_formatted }}"
OLD_REPLY_TO = "{{ object.team_id.alias_email or '' }}"
TEMPLATES = ("acknowledgement", "progress", "callback")


def migrate(cr, version):
    """Templates that nobody has changed get the new sender."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in TEMPLATES:
        template = env.ref(
            f"complaint_management.mail_template_complaint_{name}",
            raise_if_not_found=False,
        )
        if template and template.email_from == OLD_SENDER:
            template.email_from = SENDER
        if template and not template.reply_to:
            template.reply_to = REPLY_TO
        elif template and template.reply_to == OLD_REPLY_TO:
            template.reply_to = "{{ object.team_id._format_reply_to() }}"
