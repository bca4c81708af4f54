from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("complaint", "post_install", "-at_install")
class TestStatisticsP23(ComplaintCommon):
    """Market complaint rate: complaints per quantity sold, by product line and month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.env["complaint.category"].create({"name": "Noodles"})
        cls.cup = cls.env["complaint.category"].create(
            {"name": "Cup Noodles", "parent_id": cls.line.id}
        )
        cls.other = cls.env["complaint.category"].create({"name": "Biscuits"})
        for category, days in ((cls.line, (3, 9)), (cls.cup, (20,)), (cls.other, (5,))):
            for day in days:
                cls._create_complaint(
                    team_id=cls.team.id,
                    category_id=category.id,
                    date_received=datetime(2026, 2, day, 2),
                    late_entry_reason="Taken over",
                )
        cls._create_complaint(
            team_id=cls.team.id,
            category_id=cls.line.id,
            kind="praise",
            date_received=datetime(2026, 2, 4, 2),
            late_entry_reason="Taken over",
        )

    def _new_statistics(self, **values):
        statistics = self.env["complaint.statistics"].with_user(self.user_supervisor)
        return statistics.create(
            {
                "kind": "rate",
                "date_from": "2026-01-01",
                "date_to": "2026-02-28",
                "rate_unit": "10000",
                **values,
            }
        )

    def _get_rows(self, **values):
        [table] = self._new_statistics(**values).get_tables()["tables"]
        return [[figure["value"] for figure in row] for row in table["rows"]]

    def test_complaints_for_each_quantity_sold(self):
        self.env["complaint.denominator"].with_user(self.user_supervisor).create(
            [
                {"month": "2026-01-01", "category_id": self.line.id, "quantity": 10000},
                {"month": "2026-02-01", "category_id": self.line.id, "quantity": 50000},
                {"month": "2026-02-01", "category_id": self.other.id, "quantity": 2500},
            ]
        )
        self.assertEqual(
            self._get_rows(),
            [
                ["Quantity Sold", "Biscuits", "All", 1, 2500, 1, 4],
                ["Quantity Sold", "Noodles", "All", 2, 60000, 3, 0.5],
            ],
        )

    def test_customers_are_averaged_over_the_months(self):
        self.env["complaint.denominator"].create(
            [
                {
                    "month": f"2026-0{month}-01",
                    "kind": "customers",
                    "category_id": self.line.id,
                    "quantity": quantity,
                }
                for month, quantity in ((1, 100), (2, 300))
            ]
        )
        [row] = self._get_rows(rate_unit="100")
        self.assertEqual(row[4:], [200, 3, 1.5])

    def test_quantities_of_what_the_report_is_about(self):
        """The complaints of one department are not divided by what all sold."""
        self.env["complaint.complaint"].search(
            [("category_id", "=", self.cup.id)]
        ).department_id = self.department_quality
        self.env["complaint.denominator"].create(
            [
                {"month": "2026-02-01", "quantity": 27000},
                {
                    "month": "2026-02-01",
                    "department_id": self.department_quality.id,
                    "quantity": 5000,
                },
                {"month": "2026-02-01", "category_id": self.cup.id, "quantity": 2000},
            ]
        )
        sold, quality = "Quantity Sold", self.department_quality.display_name
        self.assertEqual(
            self._get_rows(department_ids=self.department_quality.ids),
            [[sold, "All", quality, 1, 5000, 1, 2]],
        )
        self.assertEqual(
            self._get_rows(category_ids=self.line.ids),
            [[sold, self.cup.display_name, "All", 1, 2000, 1, 5]],
        )
        self.assertFalse(self._get_rows(team_ids=self.team.ids))

    def test_rate_of_whole_months(self):
        self.env["complaint.denominator"].create(
            {"month": "2026-02-01", "category_id": self.line.id, "quantity": 10000}
        )
        statistics = self._new_statistics(date_from="2026-02-04", date_to="2026-02-10")
        [table] = statistics.get_tables()["tables"]
        self.assertEqual(
            [figure["value"] for figure in table["rows"][0]][3:], [1, 10000, 3, 3]
        )
        self.assertEqual(
            statistics.get_tables()["scope"], "2026-02-01 – 2026-02-28 · Times: UTC"
        )

    def test_supervisors_enter_and_import_quantities(self):
        denominators = self.env["complaint.denominator"]
        result = denominators.with_user(self.user_supervisor).load(
            ["month", "kind", "category_id", "quantity"],
            [["2026-03-01", "Quantity Sold", "Noodles", "1200"]],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(denominators.browse(result["ids"]).quantity, 1200)
        with self.assertRaises(AccessError):
            denominators.with_user(self.user_agent).create({"quantity": 1})
