from ast import literal_eval

from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("complaint", "post_install", "-at_install")
class TestAnalysis(EngineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls.new_limit(cls.rules, "registered", ["closed"], 1, "days")

    def _finish(self, case):
        case.write({"validity": "valid", "outcome": "explained"})
        case.phase = "closed"
        self.env.flush_all()

    def _get_analysis(self, case, user=None):
        analysis = self.env["complaint.analysis"].with_user(user or self.user_agent)
        return analysis.search([("complaint_id", "=", case.id)])

    def test_hours_are_those_in_which_the_desk_works(self):
        with self.at("2026-03-06 16:00"):
            case = self._create_complaint(team_id=self.team.id)
        with self.at("2026-03-09 09:30"):
            case._record_milestone("first_reply")
        with self.at("2026-03-09 13:30"):
            case._record_milestone("first_reply")
            self._finish(case)
        # Friday 16-17, Monday 8-9:30; without the weekend and the noon break
        self.assertEqual(case.first_reply_hours, 2.5)
        self.assertEqual(case.handling_hours, 1 + 4 + 0.5)
        self.assertTrue(case.has_missed_limit)
        analysis = self._get_analysis(case)
        self.assertEqual(analysis.handling_hours, 5.5)
        self.assertEqual(analysis.on_time_rate, 0)

    def test_averages_leave_out_what_is_not_known_yet(self):
        with self.at("2026-03-06 09:00"):
            case = self._create_complaint(team_id=self.team.id)
            still_open = self._create_complaint(team_id=self.team.id)
        with self.at("2026-03-06 11:00"):
            self._finish(case)
        analysis = self.env["complaint.analysis"].with_user(self.user_agent)
        with self.at("2026-03-06 11:00"):
            [(count, hours, on_time, satisfied)] = analysis._read_group(
                [("complaint_id", "in", (case | still_open).ids)],
                [],
                [
                    "__count",
                    "handling_hours:avg",
                    "on_time_rate:avg",
                    "satisfaction_rate:avg",
                ],
            )
        self.assertEqual((count, hours, on_time, satisfied), (2, 2, 100, False))

    def test_rights_are_those_of_the_case(self):
        case = self._create_complaint(team_id=self.team.id)
        self.env.flush_all()
        self.assertTrue(self._get_analysis(case))
        self.assertFalse(self._get_analysis(case, self.user_agent_other))
        case.subject_user_ids = self.user_supervisor
        self.env.flush_all()
        self.assertFalse(self._get_analysis(case, self.user_supervisor))
        self.assertTrue(self._get_analysis(case, self.user_auditor))

    def test_satisfaction_against_speed_and_remedies(self):
        """P13: each question is an action that opens its own pivot."""
        case = self._create_complaint(team_id=self.team.id)
        with self.at("2026-03-06 11:00"):
            self._finish(case)
        remedy = self.env["complaint.remedy"].create(
            {
                "complaint_id": case.id,
                "type_id": self.env["complaint.remedy.type"].search([], limit=1).id,
                "amount": 80,
            }
        )
        case.sudo().satisfaction = "satisfied"
        self.env.flush_all()
        for action in ("analysis_action", "remedy_report_action"):
            action = self.env.ref(
                f"complaint_management.complaint_{action}_satisfaction"
            )
            context = literal_eval(action.context)
            rows = [*context["pivot_row_groupby"], *context["pivot_column_groupby"]]
            report = self.env[action.res_model].with_user(self.user_agent)
            groups = report.formatted_read_group(
                [("complaint_id", "=", case.id)],
                rows,
                [
                    name if name == "__count" else f"{name}:sum"
                    for name in context["pivot_measures"]
                ],
            )
            self.assertEqual(
                [(group["satisfaction"], group["__count"]) for group in groups],
                [("satisfied", 1)],
            )
        self.assertEqual(groups[0]["amount:sum"], remedy.amount)
