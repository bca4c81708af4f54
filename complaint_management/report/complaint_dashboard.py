from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .dashboard_cards import ACTIONS, BASES, CALLBACK, SECTIONS, TODAY, Reader

DAYS = 30
SINCE = f"{TODAY} -{DAYS - 1}d"
TOP = 8


class ComplaintDashboard(models.AbstractModel):
    """What people look at every morning: what waits for the reader, what is late, and
    how complaints develop. All under his own rights: each number is the number of rows
    in the list it opens."""

    _name = "complaint.dashboard"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Complaint Dashboard"

    @api.readonly
    @api.model
    def get_dashboard(self):
        """All numbers of the dashboard, in one round trip and few queries.

        :return: dict of ``sections`` (cards with number and domain), ``trend`` (by
            day), ``tops`` (most frequent categories and departments)
        """
        zone = self._get_local_zone(self.env.user).key
        return self.with_context(tz=zone)._get_dashboard()

    def _get_dashboard(self):
        # to compile the many conditions would take longer than to count with them
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        return {
            "sections": self._get_sections(),
            **self._get_development(),
        }

    # ------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------

    def _get_sections(self):
        sections = [
            section
            for section in SECTIONS
            if any(self.env.user.has_group(group) for group in section.groups)
        ]
        cards = [card for section in sections for card in section.cards]
        reader = Reader(self.env)
        counts = self._count(
            [card for card in cards if self.env[card.model].has_access("read")], reader
        )
        return [
            {
                "name": section.name,
                "label": self.env._(section.label),
                "cards": cards,
            }
            for section in sections
            if (cards := self._prepare_cards(section, counts, reader))
        ]

    def _prepare_cards(self, section, counts, reader):
        cards = [card for card in section.cards if card.name in counts]
        # whoever reads cases may belong to no department: no empty cards for him
        if (
            section.is_optional
            and not any(counts[card.name] for card in cards)
            and self.env["complaint.complaint"].has_access("read")
        ):
            return []
        return [self._prepare_card(card, counts[card.name], reader) for card in cards]

    def _prepare_card(self, card, count, reader):
        return {
            "name": card.name,
            "label": self.env._(card.label),
            "count": count,
            "tone": card.tone if count else "plain",
            "action": ACTIONS[card.model],
            "domain": BASES[card.model] + card.get_full_domain(reader),
        }

    def _count(self, cards, reader):
        """How many records each card stands for, one query a model.

        :return: dict of card name to number
        """
        counts = {}
        for model_name in dict.fromkeys(card.model for card in cards):
            group = [card for card in cards if card.model == model_name]
            numbers = self._count_matches(self.env[model_name], group, reader)
            counts.update(zip((card.name for card in group), numbers, strict=True))
        return counts

    def _count_matches(self, model, cards, reader):
        """The number of records of each card, rules applied once."""
        query = model._search(BASES[model._name])
        if query.is_empty():
            return [0] * len(cards)

        def to_sql(domain):
            domain = Domain(domain).optimize_full(model)
            return domain._to_sql(model, query.table, query)

        details = {
            get_detail: to_sql(get_detail(reader) if get_detail else [])
            for get_detail in dict.fromkeys(card.get_detail for card in cards)
        }
        columns = [
            SQL(
                "COUNT(*) FILTER (WHERE %s AND %s)",
                to_sql(card.get_domain(reader)),
                details[card.get_detail],
            )
            for card in cards
        ]
        [numbers] = self.env.execute_query(query.select(*columns))
        return numbers

    # ------------------------------------------------------------
    # DEVELOPMENT
    # ------------------------------------------------------------

    def _get_development(self):
        """Received and finished by day, and what is most frequent, of the cases the
        reader may see; of the assignments for those who see no cases."""
        if self.env["complaint.complaint"].has_access("read"):
            return self._develop(
                "complaint.complaint",
                ("date_received", "date_closed"),
                ("category_id", "department_id"),
            )
        if self.env["complaint.assignment"].has_access("read"):
            return self._develop(
                "complaint.assignment",
                ("date_sent", "date_accepted"),
                ("department_id",),
            )
        return {"trend": False, "tops": []}

    def _develop(self, model_name, date_fields, top_fields):
        start, end = date_fields
        model = self.env[model_name]
        days, *tops = model._read_grouping_sets(
            [(start, ">=", SINCE)],
            [[f"{start}:day"], *([name] for name in top_fields)],
            ["__count"],
        )
        ended = model._read_group([(end, ">=", SINCE)], [f"{end}:day"], ["__count"])
        return {
            "trend": {
                **self._prepare_trend(days, ended),
                "action": ACTIONS[model_name],
                "fields": date_fields,
            },
            "tops": [
                *(
                    self._prepare_top(model, name, start, groups)
                    for name, groups in zip(top_fields, tops, strict=True)
                ),
                *self._get_satisfaction(),
            ],
        }

    def _get_satisfaction(self):
        """The grades customers gave, most frequent first."""
        callbacks = self.env[CALLBACK]
        groups = callbacks._read_group(
            [("date_done", ">=", SINCE)], ["grade_id"], ["__count"]
        )
        if groups:
            yield self._prepare_top(callbacks, "grade_id", "date_done", groups)

    def _prepare_trend(self, started, ended):
        today = self._get_local_today(self.env.user)
        dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        series = [
            {moment.date(): count for moment, count in groups if moment}
            for groups in (started, ended)
        ]
        return {
            "days": [fields.Date.to_string(date) for date in dates],
            "received": [series[0].get(date, 0) for date in dates],
            "finished": [series[1].get(date, 0) for date in dates],
        }

    def _prepare_top(self, model, name, date_field, groups):
        frequent = sorted(groups, key=lambda group: -group[1])
        known = [(record, count) for record, count in frequent if record][:TOP]
        return {
            "name": name,
            "label": model._fields[name].get_description(self.env, ["string"])[
                "string"
            ],
            "action": ACTIONS[model._name],
            "rows": [
                {
                    "id": record.id,
                    "label": record.display_name,
                    "count": count,
                    "domain": [(name, "=", record.id), (date_field, ">=", SINCE)],
                }
                for record, count in known
            ],
        }
