import re

from odoo import api, fields, models
from odoo.fields import Domain

# CJK ideographs and their extensions, kana and hangul: scripts without word spaces, where
# two characters are a word, while trigram indexes only help from three characters on.
CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def encode_search_text(text):
    """Lower-case text in which each CJK character is written as its code, so that a
    trigram index finds two of them as fast as a long Latin word."""
    return CJK.sub(lambda char: f"u{ord(char.group()):04x}", text.lower())


class ComplaintSearchMixin(models.AbstractModel):
    """Finds complaints by any two Chinese characters or any word, within milliseconds."""

    _name = "complaint.search.mixin"
    _description = "Text Search of Complaints"

    search_text = fields.Char(
        "Text",
        compute="_compute_search_text",
        search="_search_search_text",
        help="Number, subject, customer and contact data in one search.",
    )
    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        precompute=True,
        index="trigram",
        export_string_translation=False,
    )

    @api.depends(lambda self: self._get_search_fields())
    def _compute_search_text(self):
        for record in self:
            record.search_text = " ".join(record._get_search_terms())

    @api.depends(lambda self: self._get_search_fields())
    def _compute_search_key(self):
        for record in self:
            record.search_key = encode_search_text(" ".join(record._get_search_terms()))

    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "not ilike") or not isinstance(value, str):
            return NotImplemented
        return Domain("search_key", operator, encode_search_text(value))

    def _get_search_fields(self):
        """Hook: names of the fields that are searched together."""
        return []

    def _get_search_terms(self):
        return [self[name] for name in self._get_search_fields() if self[name]]
