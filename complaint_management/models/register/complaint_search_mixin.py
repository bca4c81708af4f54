from contextlib import contextmanager
from itertools import chain, product

from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..complaint_data import SEARCHED_LENGTH

# Kana, CJK ideographs with extension A, hangul, compatibility ideographs: scripts
# without word spaces, where two characters are a word, while trigram indexes only help
# from three characters on.
CJK_RANGES = (
    range(0x3040, 0x3100),
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xAC00, 0xD7B0),
    range(0xF900, 0xFB00),
)
# all but the z that begins a code
CODE_DIGITS = "0123456789abcdefghijklmnopqrstuvwxy"
# Four characters: z, and a trigram that no other character has. The fast changing
# digits are outside, so that trigrams across two codes tell them apart as well.
CODES = {
    ordinal: f"z{low}{high}{middle}"
    for ordinal, (high, middle, low) in zip(
        chain.from_iterable(CJK_RANGES), product(CODE_DIGITS, repeat=3), strict=False
    )
}

# Sampled values by which PostgreSQL estimates how rare a term is; by its usual 100 it
# takes every term for a frequent one.
SEARCH_STATISTICS = 1000


# How long somebody waits for a search before he is told to narrow it.
SEARCH_SECONDS = 20


class SearchTimeoutError(UserError):
    """A search took longer than it may."""


@contextmanager
def limited_time(env, seconds):
    """End the queries inside after so many seconds.

    :raise SearchTimeoutError: one of them was ended; the transaction goes on
    """
    try:
        with mute_logger("odoo.sql_db"), env.cr.savepoint(flush=False):
            env.cr.execute(
                SQL("SET LOCAL statement_timeout = %s", f"{int(seconds * 1000)}ms")
            )
            yield
            # a savepoint that is released keeps the setting
            env.cr.execute(SQL("SET LOCAL statement_timeout TO DEFAULT"))
    except QueryCanceled as error:
        raise SearchTimeoutError(
            env._("This search takes too long: search for fewer or other words.")
        ) from error


def encode_search_text(text):
    """Lower-case text in which each CJK character is written as its code, so that a
    trigram index finds two of them as fast as a long Latin word."""
    return text[:SEARCHED_LENGTH].lower().translate(CODES)


class ComplaintSearchMixin(models.AbstractModel):
    """Finds complaints by any two Chinese characters or any word, in milliseconds."""

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

    def init(self):
        super().init()
        if not self._abstract:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ALTER COLUMN search_key SET STATISTICS %s",
                    SQL.identifier(self._table),
                    SEARCH_STATISTICS,
                )
            )

    # ------------------------------------------------------------
    # SEARCHES BY PEOPLE
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def web_search_read(self, domain, specification, **kwargs):
        """As Odoo's own, within :data:`SEARCH_SECONDS`."""
        with self._within_time(domain):
            return super().web_search_read(domain, specification, **kwargs)

    @api.model
    @api.readonly
    def search_read(self, domain=None, *args, **kwargs):
        """As Odoo's own, within :data:`SEARCH_SECONDS`."""
        with self._within_time(domain):
            return super().search_read(domain, *args, **kwargs)

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        """As Odoo's own, within :data:`SEARCH_SECONDS`."""
        with self._within_time(domain):
            return super().search_count(domain, limit=limit)

    @contextmanager
    def _within_time(self, domain):
        """Searches for words may be slow, those by other values are not.

        :raise SearchTimeoutError: the database takes too long
        """
        has_words = any(
            condition.operator.endswith("like")
            for condition in Domain(domain or []).iter_conditions()
        )
        if self.env.su or not has_words:
            yield
        else:
            with limited_time(self.env, SEARCH_SECONDS):
                yield

    @api.depends(lambda self: self._get_search_fields())
    def _compute_search_text(self):
        for record in self:
            record.search_text = " ".join(record._get_search_terms())

    @api.depends(lambda self: self._get_search_fields())
    def _compute_search_key(self):
        for record in self:
            record.search_key = " ".join(
                map(encode_search_text, record._get_search_terms())
            )

    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "not ilike") or not isinstance(value, str):
            return NotImplemented
        return Domain("search_key", operator, encode_search_text(value))

    def _get_search_fields(self):
        """Hook: names of the fields that are searched together."""
        return []

    def _get_search_terms(self):
        return [self[name] for name in self._get_search_fields() if self[name]]
