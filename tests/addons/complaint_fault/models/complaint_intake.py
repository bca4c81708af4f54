from odoo import api, models

from ..fault import strike


class ComplaintIntake(models.Model):
    _inherit = "complaint.intake"

    @api.model
    def _store(self, raw, model=None, custom_values=None, recipients=()):
        """Point ``store``: fetched, not stored yet."""
        strike("store", self.env)
        return super()._store(raw, model, custom_values, recipients)
