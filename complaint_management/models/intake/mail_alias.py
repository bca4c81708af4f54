from ast import literal_eval

from odoo import api, models
from odoo.exceptions import ValidationError

# What an address may say about the complaints that come in by it: what anybody could
# fill in who registers one.
ALIAS_FIELDS = {
    "category_id",
    "channel_id",
    "is_confidential",
    "product_line_id",
    "team_id",
}


class MailAlias(models.Model):
    _inherit = "mail.alias"

    @api.constrains("alias_defaults", "alias_model_id")
    def _check_complaint_defaults(self):
        """:raise ValidationError: the address decides about what follows from acts"""
        for alias in self:
            if alias.alias_model_id.model != "complaint.complaint":
                continue
            extra = literal_eval(alias.alias_defaults).keys() - ALIAS_FIELDS
            if extra:
                raise ValidationError(
                    self.env._(
                        "An address of a desk cannot set this: %(names)s",
                        names=", ".join(sorted(map(str, extra))),
                    )
                )
