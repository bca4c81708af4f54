from odoo.tests import tagged, users, warmup

from .test_closing import ClosingCommon


@tagged("complaint", "complaint_performance", "post_install", "-at_install")
class TestClosingPerformance(ClosingCommon):
    """How many queries it takes to close a case that has to meet every condition."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._demand(
            customer_answer="satisfied",
            solution_demand="executed",
            measure_demand="submitted",
            is_cause_needed=True,
            is_close_request_needed=True,
        )

    def _ready(self, count):
        """Complaints that lack nothing but their end."""
        complaints = self.env["complaint.complaint"].create(
            [
                {
                    "name": f"Parcel {number} arrived broken",
                    "team_id": self.team.id,
                    "category_id": self.category.id,
                    "partner_id": self.partner.id,
                    "validity": "valid",
                    "cause_id": self.cause.id,
                }
                for number in range(count)
            ]
        )
        measure = self._new_measure(complaints)
        measure.with_user(self.user_respondent).action_submit()
        complaints.write({"phase": "callback"})
        complaints._record_milestone("executed")
        complaints._record_milestone("close_requested")
        for complaint in complaints:
            self._answer(complaint, True)
        return complaints

    def _count_queries(self, complaints):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        complaints.with_user(self.user_agent).write(
            {"outcome": "solved", "phase": "closed"}
        )
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    @users("complaint_agent")
    @warmup
    def test_close(self):
        complaint = self._ready(1).with_user(self.env.user)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            complaint.write({"outcome": "solved", "phase": "closed"})
            self.env.flush_all()
        self.assertEqual(complaint.phase, "closed")

    def test_mass_close(self):
        """What is asked of many is asked at once: only their logs grow with them."""
        self._count_queries(self._ready(2))
        few, many = (self._count_queries(self._ready(count)) for count in (5, 10))
        self.assertLessEqual((many - few) / 5, 9)
