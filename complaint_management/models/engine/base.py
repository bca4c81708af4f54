from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..complaint_data import SEARCHED_LENGTH

# characters that fit, by type of field: names and subjects, texts, formatted texts
LENGTHS = {"char": 300, "text": 50_000, "html": 1_000_000, "properties": 20_000}
# addresses of pages are long
LONG_CHARS = {"link": 2_000, "url": 2_000}


class Base(models.AbstractModel):
    """Whatever people type into a record of ours is limited where it enters.

    Searches and pages take as long as their longest text: one subject of a megabyte
    would stop every desk. What comes by mail is cut and kept elsewhere.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._has_limited_texts():
            for vals in vals_list:
                self._check_text_lengths(vals)
        return super().create(vals_list)

    def write(self, vals):
        if self._has_limited_texts():
            self._check_text_lengths(vals)
        return super().write(vals)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """
        :raise UserError: somebody searches for more than a subject can hold
        """
        if self._has_limited_texts():
            domain = Domain(domain)
            self._check_search_length(domain)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _check_search_length(self, domain):
        for condition in domain.iter_conditions():
            value = condition.value
            if isinstance(value, str) and len(value) > SEARCHED_LENGTH:
                raise UserError(
                    self.env._(
                        "Search for %(limit)s characters at most.",
                        limit=SEARCHED_LENGTH,
                    )
                )

    def _has_limited_texts(self):
        return not self.env.su and self._name.startswith("complaint.")

    @api.model
    def _check_text_lengths(self, vals):
        """:raise ValidationError: a text is longer than fits"""
        for name, value in vals.items():
            field = self._fields.get(name)
            limit = field and LONG_CHARS.get(name, LENGTHS.get(field.type))
            if not limit or not value:
                continue
            length = len(value if isinstance(value, str) else repr(value))
            if length > limit:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” has %(length)s characters; %(limit)s fit. Shorten"
                        " it, or attach the text as a file.",
                        field=field._description_string(self.env),
                        length=length,
                        limit=limit,
                    )
                )
