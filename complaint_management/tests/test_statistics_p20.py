from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .engine_common import EngineCommon


@tagged("complaint", "post_install", "-at_install")
class TestStatisticsP20(EngineCommon, AssignmentCommon):
    """The bank's rules: how departments dealt with complaints is part of the assessment
    of their performance."""

    def _get_scores(self, user=None):
        statistics = self.env["complaint.statistics"].with_user(
            user or self.user_supervisor
        )
        statistics = statistics.create(
            {
                "kind": "departments",
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "team_ids": self.team.ids,
            }
        )
        [table] = statistics.get_tables()["tables"]
        names = [column["name"] for column in table["columns"]]
        for row in [*table["rows"], table["total"]]:
            for figure in row:
                if figure["model"]:
                    model = self.env[figure["model"]].with_user(statistics.env.user)
                    count = model.search_count(figure["domain"])
                    self.assertEqual(figure["value"], count)
        return {
            row[0]["value"]: {
                name: figure["value"]
                for name, figure in zip(names[1:], row[1:], strict=True)
                if figure["value"]
            }
            for row in table["rows"]
        }

    def test_each_failure_costs_points(self):
        self.new_reply_limit(self.new_procedure())
        with self.at("2026-03-06 09:00"):
            late = self._dispatch(self._create_complaint())
            good = self._dispatch(self._create_complaint(), self.department_logistics)
            self._reply(good, self.user_logistics)
        with self.at("2026-03-06 12:00"):
            self._reply(late)
            late._do_mark_unreported("Did not call the customer")
            quality = self.department_quality
            late.complaint_id.fault_department_id = quality
            late.complaint_id.write({"validity": "valid", "outcome": "explained"})
            late.with_user(self.user_agent).action_accept()
            late.complaint_id.phase = "closed"
            self.env.flush_all()
            scores = self._get_scores()
            failures = {"assigned": 1, "late": 1, "unreported": 1, "at_fault": 1}
            self.assertEqual(
                scores[quality.display_name], {**failures, "score": 100 - 2 - 5 - 5}
            )
            self.assertEqual(
                scores[self.department_logistics.display_name],
                {"assigned": 1, "score": 100},
            )
            self.company.complaint_score_late = 90
            scores = self._get_scores()
            self.assertEqual(scores[quality.display_name], failures, "never below 0")
            self.assertFalse(self._get_scores(self.user_agent_other))
