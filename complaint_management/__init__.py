from . import models, wizard


def post_init_hook(env):
    """Number series for the companies that exist already."""
    env["res.company"].search([])._create_complaint_sequences()


def uninstall_hook(env):
    """Remove what was created without an external id."""
    env["ir.sequence"].search([("code", "=", "complaint.complaint")]).unlink()
