from odoo import SUPERUSER_ID, api

KEYS = ("similarity_key", "search_key")


def migrate(cr, version):
    """Of long texts the beginning is compared and searched."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    complaints = env["complaint.complaint"]
    cr.execute(
        "SELECT id FROM complaint_complaint"
        " WHERE length(similarity_key) > 300 OR length(search_key) > 600"
    )
    long = complaints.browse(row[0] for row in cr.fetchall())
    for name in KEYS:
        env.add_to_compute(complaints._fields[name], long)
    long.flush_recordset(KEYS)
