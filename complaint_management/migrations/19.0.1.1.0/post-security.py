from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Whoever is charged does not read the approvals that are still to be decided."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    approvals = env["complaint.approval"].search(
        [("action", "=", "penalty"), ("state", "in", ("waiting", "pending"))]
    )
    for approval in approvals:
        penalty = approval._get_document()
        if penalty:
            approval.concerned_user_ids = penalty._get_approval_excluded_users()
