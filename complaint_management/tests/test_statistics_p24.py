from datetime import datetime

from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("complaint", "post_install", "-at_install")
class TestStatisticsP24(EngineCommon):
    """Every Friday the car dealer counts last week's complaints by level, those that are
    watched and monitored, and how many were closed the first time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p24_car_dealer")
        cls.team.procedure_id = cls.rules
        cls.levels = cls.rules.level_ids

    def register(self, when, level):
        with self.at(when):
            return self._create_complaint(
                team_id=self.team.id, level_id=level.id, user_id=self.user_agent.id
            )

    def _close(self, case, when, close_time):
        """As the course leaves a case, without walking it."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s,"
            " close_time = %s WHERE id = %s",
            [self.utc(when), close_time, case.id],
        )
        self.env.invalidate_all()

    def _get_tables(self, when):
        with self.at(when):
            statistics = self.env["complaint.statistics"].with_user(
                self.user_supervisor
            )
            form = statistics.with_context(tz="Asia/Shanghai").new({"kind": "weekly"})
            form._onchange_kind()
            report = statistics.with_context(tz="Asia/Shanghai").create(
                {
                    "kind": "weekly",
                    "date_from": form.date_from,
                    "date_to": form.date_to,
                    "team_ids": self.team.ids,
                }
            )
            return report, report.get_tables()["tables"]

    def _get_rows(self, table):
        names = [column["name"] for column in table["columns"]]
        return {
            row[0]["value"]: dict(
                zip(names, [figure["value"] for figure in row], strict=True)
            )
            for row in table["rows"]
        }

    def test_p24_weekly_figures(self):
        general, strong = self.levels[0], self.levels[-1]
        first = self.register("2026-03-02 09:00", general)
        later = self.register("2026-03-03 09:00", general)
        watched = self.register("2026-03-04 09:00", strong)
        self.register("2026-03-09 00:10", general)  # the week after
        self._close(first, "2026-03-03 10:00", "first")
        self._close(later, "2026-03-08 23:50", "second")
        self.env["complaint.pause"].create(
            {
                "complaint_id": watched.id,
                "kind": "suspended",
                "watch_mode": "monitor",
                "reason": "Waiting for a part",
                "date_start": datetime(2026, 3, 5),
            }
        )
        self.env.flush_all()
        report, (levels, suspended, categories, _departments) = self._get_tables(
            "2026-03-13 09:00"
        )
        self.assertEqual(str(report.date_from), "2026-03-02")
        self.assertEqual(str(report.date_to), "2026-03-08")
        rows = self._get_rows(levels)
        row = rows[general.display_name]
        self.assertEqual(
            (row["received"], row["closed"], row["first"], row["second"], row["after"]),
            (2, 2, 1, 1, 0),
        )
        self.assertEqual((row["share"], row["first_rate"]), (2 / 3, 1 / 2))
        self.assertEqual(rows[strong.display_name]["after"], 1)
        monitored = self._get_rows(suspended)[strong.display_name]
        self.assertEqual(
            (monitored["suspended"], monitored["watched"], monitored["monitored"]),
            (1, 0, 1),
        )
        [category] = self._get_rows(categories).values()
        self.assertEqual(category["received"], 3)
