from odoo import api, models


class ComplaintCachedMixin(models.AbstractModel):
    """Settings looked up with every complaint or in every record rule: what was found
    out about them stays in the cache of the registry until one changes."""

    _name = "complaint.cached.mixin"
    _description = "Cached Settings of Complaints"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._forget()
        return records

    def write(self, vals):
        self._forget()
        result = super().write(vals)
        self._forget()
        return result

    def unlink(self):
        self._forget()
        return super().unlink()

    def _update_field_translations(self, *args, **kwargs):
        result = super()._update_field_translations(*args, **kwargs)
        self._forget()
        return result

    def _forget(self):
        if self._is_cached():
            self.env.registry.clear_cache()

    def _is_cached(self):
        """Hook: whether anything was found out with the help of these records."""
        return True
