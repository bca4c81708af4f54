from datetime import datetime

from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("complaint", "post_install", "-at_install")
class TestStatisticsP05(ComplaintCommon):
    """At the end of the month a garage sums up and looks at its most frequent problems."""

    def test_most_frequent_problems_of_the_month(self):
        category = self.env["complaint.category"]
        brakes, paint, engine = category.create(
            [{"name": "Brakes"}, {"name": "Paint"}, {"name": "Engine"}]
        )
        for month, counts in (
            (1, {brakes: 2, engine: 1}),
            (2, {brakes: 3, paint: 1, engine: 4}),
        ):
            for matter, count in counts.items():
                for day in range(count):
                    self._create_complaint(
                        category_id=matter.id,
                        team_id=self.team.id,
                        partner_id=self.partner.id if matter == brakes else False,
                        customer_name="Somebody",
                        date_received=datetime(2026, month, 10 + day, 2),
                        late_entry_reason="Month-end summary",
                    )
        statistics = self.env["complaint.statistics"].with_user(self.user_supervisor)
        statistics = statistics.create(
            {
                "kind": "problems",
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
                "category_ids": (brakes | paint | engine).ids,
            }
        )
        problems, customers = statistics.get_tables()["tables"]
        rows = [[figure["value"] for figure in row] for row in problems["rows"]]
        self.assertEqual(
            rows,
            [
                ["Engine", 4, 4 / 8, 4 / 8, 1, 3],
                ["Brakes", 3, 3 / 8, 7 / 8, 2, 1 / 2],
                ["Paint", 1, 1 / 8, 1, 0, None],
            ],
        )
        self.assertEqual(
            [[figure["value"] for figure in row] for row in customers["rows"]],
            [["Wang Fang", 3]],
        )
