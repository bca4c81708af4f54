from datetime import timedelta

from odoo.tests import tagged

from .engine_common import EngineCommon

# state, due and ended in hours from the receipt
LIMITS = {
    "kept": [("met", 5, 3)],
    "late": [("met", 5, 6), ("met", 9, 1)],
    "overdue": [("running", 5, None), ("met", 9, 1)],
    "running": [("running", 99_999, None)],
    "kept so far": [("running", 99_999, None), ("met", 9, 1)],
    "replaced": [("superseded", 5, 5)],
    "cancelled in time": [("cancelled", 5, 3)],
    "cancelled too late": [("cancelled", 5, 9)],
    "did not apply": [("void", 5, 9)],
    "without a limit": [],
}


@tagged("post_install", "-at_install", "complaint")
class TestOnTime(EngineCommon):
    """*On Time* means the same in lists, statistics, analyses and the ledger; it is
    computed here once more from plain rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env["complaint.complaint"].create(
            [
                {"name": name, "is_historic": True, "team_id": cls.team.id}
                for name in LIMITS
            ]
        )
        cls.limit = cls.env["complaint.time.limit"].search([], limit=1)
        for case in cls.cases:
            for cycle, (state, due, ended) in enumerate(LIMITS[case.name], 1):
                cls.env["complaint.deadline"].create(
                    {
                        "complaint_id": case.id,
                        "company_id": case.company_id.id,
                        "limit_id": cls.limit.id,
                        "cycle": cycle,
                        "start_code": "received",
                        "duration": 1,
                        "date_start": case.date_received,
                        "date_due": cls._after(case, due - 24),
                        "date_ended": ended is not None
                        and cls._after(case, ended - 24),
                        "state": state,
                    }
                )
        cls.env.flush_all()
        cls.env.invalidate_all()

    @staticmethod
    def _after(case, hours):
        return case.date_received + timedelta(hours=hours)

    def judge(self, case):
        """Yes, no or nothing, by the words of the help and nothing of the code."""
        self.env.cr.execute(
            "SELECT state, date_due, date_ended FROM complaint_deadline"
            " WHERE complaint_id = %s",
            [case.id],
        )
        kept = missed = False
        for state, due, ended in self.env.cr.fetchall():
            if state == "void":
                continue
            if state == "superseded":
                missed |= ended >= due
            elif ended:
                missed |= ended > due
                kept |= state == "met" and ended <= due
            else:
                missed |= state == "running" and due < self.env.cr.now()
        return "no" if missed else "yes" if kept else False

    def test_one_definition(self):
        wanted = {case: self.judge(case) for case in self.cases}
        self.assertEqual(
            {case.name: case.on_time for case in self.cases},
            {case.name: judged for case, judged in wanted.items()},
        )
        for value in ("yes", "no", False):
            found = self.cases.search(
                [("id", "in", self.cases.ids), ("on_time", "=", value)]
            )
            self.assertEqual(
                found, self.cases.filtered(lambda c, v=value: wanted[c] == v)
            )
        yes = sum(judged == "yes" for judged in wanted.values())
        judged = yes + sum(judged == "no" for judged in wanted.values())
        [(rate,)] = self.env["complaint.analysis"]._read_group(
            [("complaint_id", "in", self.cases.ids)], [], ["on_time_rate:avg"]
        )
        self.assertAlmostEqual(rate, 100 * yes / judged)
        self.assertAlmostEqual(self.get_statistics_rate(), yes / judged)
        self.assertEqual(
            self.get_ledger(), {case.name: wanted[case] or None for case in self.cases}
        )

    def get_statistics_rate(self):
        day = self.cases[0]._to_local_day(self.cases[0].date_received)
        [table] = (
            self.env["complaint.statistics"]
            .with_user(self.user_supervisor)
            .create({"date_from": day, "date_to": day, "team_ids": self.team.ids})
            .get_tables()["tables"]
        )
        names = [column["name"] for column in table["columns"]]
        return table["total"][names.index("on_time_rate")]["value"]

    def get_ledger(self):
        self.env["complaint.ledger.column"].search([]).unlink()
        self.env["complaint.ledger.column"].create(
            [{"field_name": "name"}, {"field_name": "on_time"}]
        )
        ledger = (
            self.env["complaint.ledger.print"]
            .with_user(self.user_supervisor)
            .create({"complaint_ids": self.cases.ids})
        )
        labels = {"Yes": "yes", "No": "no", None: None}
        return {
            name: labels[on_time]
            for name, on_time in ledger._iter_rows(ledger._get_columns())
        }
