"""Fields for what few documents have.

Odoo applies order and rules of the comodel to every reading of an x2many field. Lists
and forms, and whoever checks a record rule, mostly read these of documents where they
are empty: here the comodel is asked only where there is anything.
"""

from odoo import fields
from odoo.tools import SQL


class SparseMany2many(fields.Many2many):
    """Links that few documents have."""

    def read(self, records):
        """Read the links of the documents into the cache."""
        if _is_any_in(records, self.relation, self.column1):
            super().read(records)
        else:
            self._insert_cache(records, [()] * len(records))


class SparseOne2many(fields.One2many):
    """Lines that few documents have."""

    def read(self, records):
        """Read the lines of the documents into the cache."""
        comodel = records.env[self.comodel_name]
        comodel.flush_model([self.inverse_name])
        if _is_any_in(records, comodel._table, self.inverse_name):
            super().read(records)
        else:
            self._insert_cache(records, [()] * len(records))


def _is_any_in(records, table, column):
    """Whether any row of the table refers to one of the records."""
    rows = SQL(
        "SELECT FROM %s WHERE %s IN %s LIMIT 1",
        SQL.identifier(table),
        SQL.identifier(column),
        records._ids,
    )
    return bool(records.env.execute_query(rows))
