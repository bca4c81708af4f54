from odoo import api, models
from odoo.tools import ormcache


class ComplaintCachedNameMixin(models.AbstractModel):
    """Settings that every case refers to, of which there are few: their names come from
    the cache of the registry, not from a query each time a case is shown."""

    _name = "complaint.cached.name.mixin"
    _inherit = ["complaint.cached.mixin"]
    _description = "Cached Names of Settings"

    @api.depends_context("lang")
    def _compute_display_name(self):
        names = self._get_names(self.env.lang)
        for record in self:
            # what is being entered has no name there yet
            name = names.get(record.id)
            record.display_name = record._get_full_name() if name is None else name

    @ormcache("lang")
    def _get_names(self, lang):
        """Names in a language, by id."""
        # sudo, archived: cached for everybody, and old cases refer to any of them
        records = self.sudo().with_context(active_test=False, lang=lang)
        return {
            record.id: record._get_full_name()
            for record in records.search_fetch([], [self._rec_name])
        }

    def _get_full_name(self):
        """Hook: the name to show, in the language of the environment."""
        self.ensure_one()
        return self[self._rec_name] or ""
