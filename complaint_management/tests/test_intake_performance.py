from odoo.tests import tagged

from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint", "complaint_performance")
class TestIntakePerformance(IntakeCommon):
    """Queries of the hot path. The floor (smallest model with an alias) needs 40."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # deadlines have their own budget
        cls.team.procedure_id = cls.env["complaint.procedure"].create(
            {"name": "Without time limits"}
        )

    def _warm_up(self):
        self._receive("warm up")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_store(self):
        self._warm_up()
        raw = self._build()
        # alias, company of the team, insert; cron (2), its trigger
        with self.assertQueryCount(6):
            self.env["complaint.intake"]._store(raw)
            self.env.flush_all()

    def test_mail_of_others_costs_two_queries(self):
        raw = self._build(
            to="info@elsewhere.example", in_reply_to="<some@elsewhere.example>"
        )
        self._warm_up()
        with self.assertQueryCount(2):
            self.env["complaint.intake"]._store(raw)

    def test_process(self):
        self._warm_up()
        self.company.complaint_answer_limit = 0
        [intake] = self._deliver(self._build())
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(32):
            intake._process()
            self.env.flush_all()
