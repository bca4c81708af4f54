from . import models, wizard


def uninstall_hook(env):
    """Remove what was created without an external id."""
    env["ir.sequence"].search([("code", "=", "complaint.complaint")]).unlink()
