from datetime import timedelta

from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("complaint", "post_install", "-at_install")
class TestStatisticsP17(EngineCommon):
    """Work standards of the Great-Wall property rules: 100 % taken on, entered, handled,
    followed and called back in time, no irregular closing, complete and clear records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls.new_limit(cls.rules, "received", ["registered"], 2, "hours")
        cls.new_limit(cls.rules, "registered", ["closed"], 3, "days")

    def _new_statistics(self, kind):
        statistics = self.env["complaint.statistics"].with_user(self.user_supervisor)
        return statistics.with_context(tz="Asia/Shanghai").create(
            {
                "kind": kind,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "team_ids": self.team.ids,
            }
        )

    def _get_table(self):
        [table] = self._new_statistics("standards").get_tables()["tables"]
        self.env.flush_all()
        for row in table["rows"]:
            for figure in row[2:5]:
                model = self.env[figure["model"]].with_user(self.user_supervisor)
                model = model.with_context(active_test=False)
                self.assertEqual(
                    figure["value"], model.search_count(figure["domain"]), row[0]
                )
        names = self.env["complaint.work.standard"].search([]).mapped("code")
        return {
            name: [figure["value"] for figure in row]
            for name, row in zip(names, table["rows"], strict=True)
        }

    def test_work_standards(self):
        with self.at("2026-03-02 15:00"):
            late = self._create_complaint(
                team_id=self.team.id, date_received=self.utc("2026-03-02 11:00")
            )
            good = self._create_complaint(
                team_id=self.team.id, user_id=self.user_agent.id
            )
            self._create_complaint(team_id=self.team.id, user_id=False)
        with self.at("2026-03-04 10:00"):
            good.write(
                {
                    "validity": "valid",
                    "outcome": "explained",
                    "outcome_note": "Shown how it works",
                }
            )
            good.phase = "closed"
        with self.at("2026-03-07 10:00"):
            late.write(
                {
                    "validity": "valid",
                    "outcome": "explained",
                    "user_id": self.user_agent.id,
                }
            )
            late.phase = "closed"
            self.env["complaint.review"].create(
                {
                    "complaint_id": good.id,
                    "kind": "spot_check",
                    "courtesy": "yes",
                    "clarity": "no",
                    "result": "confirmed",
                    "date_done": self.utc("2026-03-07 10:00"),
                }
            )
            table = self._get_table()
        # measured, kept, not kept, rate
        self.assertEqual(table["entered"][2:6], [3, 2, 1, 2 / 3])
        self.assertEqual(table["handled"][2:6], [3, 1, 2, 1 / 3])
        self.assertEqual(table["accepted"][2:6], [3, 2, 1, 2 / 3])
        self.assertEqual(table["records"][2:6], [2, 1, 1, 1 / 2])
        self.assertEqual(table["courtesy"][2:6], [1, 1, 0, 1])
        self.assertEqual(table["clarity"][2:6], [1, 0, 1, 0])
        self.assertEqual(table["called_back"][2:6], [0, 0, 0, None])
        self.assertEqual(table["courtesy"][-1], "Yes")
        self.assertEqual(table["entered"][-1], "No")
        self.assertEqual(table["handled"][1], "Serious")

    def test_limits_past_due_are_missed_although_they_run(self):
        with self.at("2026-03-02 09:00"):
            for user in (self.user_agent, self.env["res.users"]):
                self._create_complaint(team_id=self.team.id, user_id=user.id)
        with self.at("2026-03-03 09:00"):
            self.assertEqual(self._get_missed(), (0, 1))
        with self.at("2026-03-09 09:00"):
            self.assertEqual(self._get_missed(), (2, 0))

    def _get_missed(self):
        """Cases with a missed limit and the rate of the others in Case Statistics."""
        self.env.flush_all()
        [table] = self._new_statistics("cases").get_tables()["tables"]
        total = {
            column["name"]: figure
            for column, figure in zip(table["columns"], table["total"], strict=True)
        }
        late = total["late"]
        complaints = self.env["complaint.complaint"].with_user(self.user_supervisor)
        self.assertEqual(late["value"], complaints.search_count(late["domain"]))
        return late["value"], total["on_time_rate"]["value"]

    def test_severity_and_target_are_settings(self):
        standards = self.env["complaint.work.standard"].with_user(
            self.user_configurator
        )
        entered = standards.search([("code", "=", "entered")])
        entered.write({"severity": "minor", "target": 50})
        with self.at("2026-03-02 15:00"):
            self._create_complaint(
                team_id=self.team.id,
                date_received=self.env.cr.now() - timedelta(hours=1),
            )
            table = self._get_table()
        self.assertEqual(table["entered"][1], "Minor")
        self.assertEqual(table["entered"][-1], "Yes")
