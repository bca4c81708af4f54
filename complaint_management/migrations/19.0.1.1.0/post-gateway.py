"""The mail gateway of databases that had the addon before: nobody is told of old mail,
and acknowledgements repeat nothing of what a stranger wrote."""

import re

from odoo import SUPERUSER_ID, api

TEMPLATE = "complaint_management.mail_template_complaint_acknowledgement"
SUBJECT = re.compile(
    r"\s*[“”„\"「『«]?<t[^<>]*t-out=\"object\.name or ''\"[^<>]*>[^<>]*</t>[“”\"」』»]?"
)


def migrate(cr, version):
    cr.execute(
        "UPDATE complaint_intake SET date_told = write_date WHERE date_told IS NULL"
        " AND state IN ('held', 'failed', 'processed', 'refused')"
    )
    cr.execute(
        "UPDATE complaint_intake SET sender_base ="
        " regexp_replace(lower(sender_email), '[+][^@]*@', '@')"
        " WHERE sender_base IS NULL AND sender_email IS NOT NULL"
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(TEMPLATE, raise_if_not_found=False)
    if not template:
        return
    for lang, _name in env["res.lang"].get_installed():
        local = template.with_context(lang=lang)
        body = str(local.body_html or "")
        silent = SUBJECT.sub("", body).replace(
            'object.customer_name"', 'object.partner_id.name"'
        )
        if silent != body:
            local.body_html = silent
