"""Fields by which nobody finds what he may not read.

Odoo searches an x2many field by ids, and for whether it is empty, without the rules of
the comodel: whoever may read the document would learn which hidden lines it has.
"""

from odoo import fields
from odoo.fields import Domain


class GuardedOne2many(fields.One2many):
    """Lines of a document that more people may read than the lines."""

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Search by ids, and for any lines, among the lines the user may read."""
        if not model.env.su and operator in ("in", "not in"):
            positive = operator == "in"
            ids = set(value)
            # ids together with "none" come back apart
            if ids == {False}:
                operator = "not any" if positive else "any"
                value = Domain.TRUE
            elif False not in ids:
                operator = "any" if positive else "not any"
                value = Domain("id", "in", ids)
        return super().condition_to_sql(
            field_expr, operator, value, model, alias, query
        )
