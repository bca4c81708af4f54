from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import Figure, Table, get_rate, to_plain


class ComplaintFiguresMixin(models.AbstractModel):
    """Counts records by group and condition. Each figure knows what it counted, so that
    it opens its list."""

    _name = "complaint.figures.mixin"
    _description = "Figures of Complaints"

    def _get_tables(self, report):
        """Hook: the tables of the report.

        :param report: a ``complaint.statistics`` with period and filters
        :return: list of :class:`Table`
        """
        raise NotImplementedError

    def _get_case_domain(self, report):
        """Complaints, not praise or suggestions, that the report is about."""
        return report._get_filter_domain() & Domain("kind", "=", "complaint")

    def _count_by(self, model_name, dimension, domains):
        """Count records by group, one query a domain.

        :param str dimension: many2one to group by, or a path to one
        :param dict domains: domain by name of the figure
        :return: dict of group to dict of name to :class:`Figure`
        """
        # archived complaints stay in statistics
        model = self.env[model_name].with_context(active_test=False)
        figures = {}
        for name, domain in domains.items():
            for group, count in model._read_group(domain, [dimension], ["__count"]):
                only = Domain(domain) & Domain(dimension, "=", group.id or False)
                figure = Figure(count, model_name, to_plain(only))
                figures.setdefault(group, {})[name] = figure
        return figures

    def _sum_up(self, model_name, domains, figures):
        """The figures of all groups together."""
        return {
            name: Figure(
                sum(group[name].value for group in figures.values() if name in group),
                model_name,
                to_plain(Domain(domain)),
            )
            for name, domain in domains.items()
        }

    def _build_table(self, title, model_name, dimension, columns, domains, derive):
        """A table with a row for each group, the largest first, and a total.

        :param columns: list of :class:`Column` after the name of the group
        :param derive: function of the values of a row and of the total that returns
            further values by name of the column
        """
        figures = self._count_by(model_name, dimension, domains)
        total = self._sum_up(model_name, domains, figures)
        label = self._get_dimension_label(model_name, dimension)
        return self._lay_out(title, label, columns, figures, total, derive)

    def _lay_out(self, title, label, columns, figures, total, derive):
        """A table of figures by group, under the label of the groups."""
        groups = sorted(
            figures,
            key=lambda group: [
                -self._get_value(figures[group], name) for name in total
            ],
        )
        whole = {name: figure.value for name, figure in total.items()}
        head = Column("group", label, "text", 28)
        rows = [
            [
                Figure(group.display_name or self.env._("None")),
                *self._prepare_row(columns, figures[group], whole, derive),
            ]
            for group in groups
        ]
        last = [
            Figure(self.env._("Total")),
            *self._prepare_row(columns, total, whole, derive),
        ]
        return Table(title, [head, *columns], rows, last)

    @staticmethod
    def _get_value(figures, name):
        return figures[name].value if name in figures else 0

    def _prepare_row(self, columns, figures, whole, derive):
        values = {name: self._get_value(figures, name) for name in whole}
        derived = derive(values, whole)
        return [
            figures.get(column.name) or Figure(derived.get(column.name, 0))
            for column in columns
        ]

    def _get_dimension_label(self, model_name, path):
        model = self.env[model_name]
        *steps, name = path.split(".")
        for step in steps:
            model = self.env[model._fields[step].comodel_name]
        return model._fields[name].get_description(self.env, ["string"])["string"]

    def _get_balance_domains(self, report):
        """Cases before, received, closed and after the period: what was open, and what
        came, less what was closed, is what is open."""
        cases = self._get_case_domain(report)
        begin, end = report._get_period()
        return {
            "before": cases & self._open_at(begin),
            "received": cases & Domain(report._get_period_domain("date_received")),
            "closed": cases & Domain(report._get_period_domain("date_closed")),
            "after": cases & self._open_at(end),
        }

    @staticmethod
    def _open_at(moment):
        """Received before the moment and not closed by then."""
        return Domain("date_received", "<", moment) & (
            Domain("date_closed", "=", False) | Domain("date_closed", ">=", moment)
        )

    @staticmethod
    def _get_missed_domain():
        """Deadlines that ended late, or still run although they are past due."""
        overdue = Domain("state", "=", "running") & Domain("date_due", "<", "now")
        return Domain("is_late", "=", True) | overdue

    @staticmethod
    def _get_share(values, whole, name="received"):
        return get_rate(values[name], whole[name])

    @staticmethod
    def _get_first_time_rate(values):
        """Of the closed cases of which it is known: taken over from elsewhere, some
        do not say at which time they were closed."""
        return get_rate(values["first"], values["first"] + values["second"])
