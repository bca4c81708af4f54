"""Letters tell times by the one method, and months of receipt go by the company's clock
where the desk has none."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

# expressions in the words of letters: of the former version, of this one
EXPRESSIONS = {
    "format_datetime(object.date_promised, tz=object.team_id.calendar_id.tz or 'UTC',"
    " dt_format='yyyy-MM-dd HH:mm', lang_code=object.correspondence_lang)": (
        "object._get_promise_text(object.correspondence_lang)"
    ),
    "format_datetime(object.complaint_id.date_promised,"
    " tz=object.complaint_id.team_id.calendar_id.tz or 'UTC',"
    " dt_format='yyyy-MM-dd HH:mm', lang_code=object.lang)": (
        "object.complaint_id._get_promise_text(object.lang)"
    ),
}


def migrate(cr, version):
    for former, present in EXPRESSIONS.items():
        cr.execute(
            SQL(
                """UPDATE mail_template
                      SET body_html = replace(body_html::text, %(former)s,
                                              %(present)s)::jsonb
                    WHERE strpos(body_html::text, %(former)s) > 0""",
                former=former,
                present=present,
            )
        )
    env = api.Environment(cr, SUPERUSER_ID, {})
    desks = env["complaint.team"].with_context(active_test=False).search([])
    for desk in desks.filtered(lambda desk: not desk.calendar_id):
        cr.execute(
            SQL(
                """UPDATE complaint_complaint
                      SET period = to_char(
                          date_received AT TIME ZONE 'UTC' AT TIME ZONE %s, 'YYYY-MM')
                    WHERE team_id = %s""",
                desk.company_id._get_complaint_zone(),
                desk.id,
            )
        )
