import random
from collections import Counter
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.reporting.reporting_data import STATISTICS_KINDS
from .common import ComplaintCommon

BEGIN, END = datetime(2026, 2, 1), datetime(2026, 3, 1)


@tagged("complaint", "post_install", "-at_install")
class TestStatistics(ComplaintCommon):
    """Each figure is proven twice: by the list behind it, and by counting plain rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(20260301)
        categories = cls.env["complaint.category"].search([])
        cls.cases = cls.env["complaint.complaint"].create(
            [
                {
                    "name": f"Case {number}",
                    "is_historic": True,
                    "team_id": cls.team.id,
                    "kind": chance.choice(["complaint"] * 5 + ["praise"]),
                    "category_id": chance.choice(categories).id,
                    "validity": chance.choice(["valid", "to_improve", "invalid"]),
                    "date_received": BEGIN
                    + timedelta(minutes=chance.randrange(-40000, 60000)),
                }
                for number in range(60)
            ]
        )
        for case in cls.cases:
            if chance.random() < 0.6:
                spent = timedelta(minutes=chance.randrange(1, 40000))
                cls._close(case, case.date_received + spent, chance)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _close(cls, case, moment, chance):
        """As years of work leave cases, without their course."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s,"
            " close_time = %s, outcome = 'explained', active = %s WHERE id = %s",
            [
                moment,
                chance.choice(["first", "second"]),
                chance.random() < 0.8,
                case.id,
            ],
        )
        case.invalidate_recordset()

    def _new_statistics(self, kind, user=None, **values):
        statistics = self.env["complaint.statistics"].with_user(
            user or self.user_supervisor
        )
        return statistics.with_context(tz="UTC").create(
            {
                "kind": kind,
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
                "team_ids": self.team.ids,
                **values,
            }
        )

    def _assert_lists(self, tables, user=None):
        """Each figure equals the number of records it opens."""
        for table in tables:
            for row in [*table["rows"], *filter(None, [table["total"]])]:
                for figure in filter(lambda figure: figure["model"], row):
                    model = self.env[figure["model"]].with_user(
                        user or self.user_supervisor
                    )
                    model = model.with_context(active_test=False)
                    self.assertEqual(
                        figure["value"], model.search_count(figure["domain"])
                    )

    def _get_columns(self, table):
        """Values of the total by name of the column."""
        return {
            column["name"]: figure["value"]
            for column, figure in zip(table["columns"], table["total"], strict=True)
        }

    def _get_rows(self, table, name):
        index = [column["name"] for column in table["columns"]].index(name)
        return {
            row[0]["value"]: row[index]["value"]
            for row in table["rows"]
            if row[index]["value"]
        }

    def test_cases_counted_by_hand(self):
        [table] = self._new_statistics("cases").get_tables()["tables"]
        self._assert_lists([table])
        rows = [
            (case.date_received, case.date_closed, case.category_id, case.validity)
            for case in self.cases
            if case.kind == "complaint"
        ]
        received = [row for row in rows if BEGIN <= row[0] < END]
        closed = [row for row in rows if row[1] and BEGIN <= row[1] < END]

        def open_at(moment):
            return sum(
                begin < moment and (not end or end >= moment)
                for begin, end, _category, _validity in rows
            )

        total = self._get_columns(table)
        self.assertEqual(total["received"], len(received))
        self.assertEqual(total["closed"], len(closed))
        self.assertEqual(total["before"], open_at(BEGIN))
        self.assertEqual(total["after"], open_at(END))
        self.assertEqual(
            total["before"] + total["received"] - total["closed"], total["after"]
        )
        self.assertEqual(
            self._get_rows(table, "received"),
            dict(Counter(row[2].display_name for row in received)),
        )
        for validity in ("valid", "to_improve", "invalid"):
            self.assertEqual(
                total[validity], sum(row[3] == validity for row in received)
            )
        self.assertAlmostEqual(sum(self._get_rows(table, "share").values()), 1)

    def test_weekly_figures_counted_by_hand(self):
        statistics = self._new_statistics(
            "weekly", date_from="2026-02-09", date_to="2026-02-15"
        )
        tables = statistics.get_tables()["tables"]
        self._assert_lists(tables)
        begin, end = datetime(2026, 2, 9), datetime(2026, 2, 16)
        closed = self.cases.filtered(
            lambda case: (
                case.kind == "complaint"
                and case.date_closed
                and begin <= case.date_closed < end
            )
        )
        total = self._get_columns(tables[0])
        times = Counter(closed.mapped("close_time"))
        self.assertEqual(total["closed"], len(closed))
        self.assertEqual(
            (total["first"], total["second"]), (times["first"], times["second"])
        )
        if closed:
            self.assertAlmostEqual(total["first_rate"], times["first"] / len(closed))

    def test_suspended_cases_are_watched_or_monitored(self):
        case = self._create_complaint(team_id=self.team.id)
        for mode, start, end in (
            ("watch", datetime(2026, 2, 3), False),
            ("monitor", datetime(2026, 1, 3), datetime(2026, 2, 2)),
        ):
            self.env["complaint.pause"].create(
                {
                    "complaint_id": case.id,
                    "kind": "suspended",
                    "watch_mode": mode,
                    "reason": "No means for now",
                    "date_start": start,
                    "date_end": end,
                }
            )
        tables = self._new_statistics("weekly").get_tables()["tables"]
        self._assert_lists(tables)
        total = self._get_columns(tables[1])
        self.assertEqual(
            (total["suspended"], total["watched"], total["monitored"]), (1, 1, 0)
        )

    def test_satisfaction_counted_by_hand(self):
        chance = random.Random(7)
        grades = self.env["complaint.satisfaction.grade"].search([])
        callbacks = self.env["complaint.callback"].create(
            [
                {
                    "complaint_id": chance.choice(self.cases).id,
                    "user_id": self.user_agent.id,
                }
                for _number in range(30)
            ]
        )
        for callback in callbacks:
            grade = chance.choice(grades)
            callback.write(
                {
                    "grade_id": grade.id,
                    "is_satisfied": grade.is_satisfied,
                    "state": chance.choice(["done", "done", "unreachable", "planned"]),
                    "date_done": BEGIN
                    + timedelta(minutes=chance.randrange(-5000, 50000)),
                }
            )
        self.env.flush_all()
        [table] = self._new_statistics("satisfaction").get_tables()["tables"]
        self._assert_lists([table])
        done = [
            callback
            for callback in callbacks
            if callback.state == "done" and BEGIN <= callback.date_done < END
        ]
        total = self._get_columns(table)
        self.assertEqual(total["done"], len(done))
        for letter, count in Counter(c.grade_id.grade for c in done).items():
            self.assertEqual(total[f"grade_{letter}"], count)
            self.assertAlmostEqual(total[f"rate_{letter}"], count / len(done))
        satisfied = sum(callback.is_satisfied for callback in done)
        self.assertEqual(total["satisfied"], satisfied)
        self.assertAlmostEqual(total["satisfied_rate"], satisfied / len(done))

    def test_problems_counted_by_hand(self):
        tables = self._new_statistics("problems").get_tables()["tables"]
        self._assert_lists(tables)
        cases = self.cases.filtered(lambda case: case.kind == "complaint")
        received = Counter(
            case.category_id.display_name
            for case in cases
            if BEGIN <= case.date_received < END
        )
        self.assertEqual(self._get_rows(tables[0], "received"), dict(received))
        before = datetime(2026, 1, 1)
        previous = sum(before <= case.date_received < BEGIN for case in cases)
        self.assertEqual(self._get_columns(tables[0])["previous"], previous)
        shares = [row[3]["value"] for row in tables[0]["rows"] if row[1]["value"]]
        self.assertEqual(shares, sorted(shares))
        self.assertAlmostEqual(shares[-1], 1)

    def test_whole_months_are_compared_with_whole_months(self):
        for days, before in (
            (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-10-01")),
            (("2026-03-01", "2026-04-30"), ("2026-01-01", "2026-03-01")),
            (("2026-01-01", "2026-12-31"), ("2025-01-01", "2026-01-01")),
            (("2026-10-12", "2026-10-18"), ("2026-10-05", "2026-10-12")),
        ):
            statistics = self._new_statistics(
                "problems", date_from=days[0], date_to=days[1]
            )
            self.assertEqual(
                statistics._get_period_before(),
                tuple(datetime.fromisoformat(day) for day in before),
            )

    def test_unknown_time_of_closing_gives_no_rate(self):
        self.env.cr.execute("UPDATE complaint_complaint SET close_time = NULL")
        self.env.invalidate_all()
        for kind in ("cases", "weekly"):
            table = self._new_statistics(kind).get_tables()["tables"][0]
            total = self._get_columns(table)
            self.assertTrue(total["closed"])
            self.assertIsNone(total["first_rate"])

    def test_sections_of_the_week_are_named_after_their_rows(self):
        table = self._new_statistics("weekly").get_tables()["tables"][-1]
        self.assertEqual(table["title"], table["columns"][0]["label"])

    def test_files_are_named_after_kind_and_period(self):
        statistics = self._new_statistics("satisfaction")
        report = self.env.ref("complaint_management.complaint_statistics_action_report")
        for lang, title in (("en_US", "Satisfaction Summary"), ("zh_CN", "满意度汇总")):
            doc = statistics.with_context(lang=lang)
            self.assertEqual(
                safe_eval(report.print_report_name, {"object": doc}),
                f"{title} 2026-02-01 – 2026-02-28",
            )

    def test_rights_of_the_reader_decide(self):
        values = {"team_ids": False}
        other = self._new_statistics("cases", self.user_agent_other, **values)
        [table] = other.get_tables()["tables"]
        self.assertFalse(table["rows"])
        with self.assertRaises(AccessError):
            self._new_statistics("cases", self.user_respondent)
        with self.assertRaises(AccessError):
            other.with_user(self.user_supervisor).get_tables()

    def test_spreadsheet_needs_the_right_to_export(self):
        self.user_supervisor.group_ids -= self.env.ref("base.group_allow_export")
        statistics = self._new_statistics("cases")
        self.assertFalse(statistics.get_tables()["can_export"])
        for method in (statistics.action_export, statistics._make_spreadsheet):
            with self.assertRaisesRegex(AccessError, "may not export"):
                method()

    def test_spreadsheet_and_print_hold_the_same_tables(self):
        self.user_supervisor.group_ids += self.env.ref("base.group_allow_export")
        for kind, _label in STATISTICS_KINDS:
            statistics = self._new_statistics(kind)
            with statistics._make_spreadsheet() as file:
                self.assertEqual(file.read(2), b"PK")
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.user_supervisor)
                ._render_qweb_html(
                    "complaint_management.complaint_statistics_report", statistics.ids
                )
            )
            for table in statistics._get_tables():
                self.assertIn(table.title, html.decode())

    def test_denominators_are_kept_by_month(self):
        quantity = self.env["complaint.denominator"].create(
            {"month": "2026-02-17", "quantity": 5}
        )
        self.assertEqual(quantity.month, date(2026, 2, 1))
