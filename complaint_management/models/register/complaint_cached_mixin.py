from odoo import api, models


class ComplaintCachedMixin(models.AbstractModel):
    """Settings looked up with every complaint or in every record rule: what was found
    out about them stays in the cache of the registry until one changes."""

    _name = "complaint.cached.mixin"
    _description = "Cached Settings of Complaints"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
