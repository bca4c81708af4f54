"""Tables of figures: shown on the screen, printed, and written as spreadsheets."""

from dataclasses import dataclass, field

from odoo.fields import Domain


@dataclass(frozen=True)
class Figure:
    """A value; with model and domain, the records that were counted."""

    value: object
    model: str = ""
    domain: list = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """Rows of figures under columns; ``total`` is a row, too, or empty."""

    title: str
    columns: list
    rows: list
    total: list = field(default_factory=list)

    def get_values(self):
        """The rows as plain values."""
        return [[figure.value for figure in row] for row in self.rows]

    def get_total_values(self):
        """The last row as plain values."""
        return [figure.value for figure in self.total]

    def to_dict(self):
        """The table for the web client."""
        return {
            "title": self.title,
            "columns": [
                {"name": column.name, "label": column.label, "kind": column.kind}
                for column in self.columns
            ],
            "rows": [[vars(figure) for figure in row] for row in self.rows],
            "total": [vars(figure) for figure in self.total],
        }


def to_plain(domain):
    """The domain as nested lists, for the web client."""
    return [
        term
        if isinstance(term, str)
        else [to_plain(part) if isinstance(part, Domain) else part for part in term]
        for term in domain
    ]


def get_rate(part, whole):
    """The part of the whole, or ``None`` where there is nothing to divide by."""
    return part / whole if whole else None
