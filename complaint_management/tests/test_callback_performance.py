from odoo.tests import tagged, users, warmup

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint", "complaint_performance")
class TestCallbackPerformance(SatisfactionCommon):
    """The callback agent's day costs the same however many customers wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaints = cls.env["complaint.complaint"].concat(
            *(cls.new_case() for _number in range(20))
        )

    def count(self, call):
        """Number of queries of the call."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_planning_in_batches(self):
        # each case has a phase of its own to enter: what is planned is what counts
        self.complaints.write({"phase": "callback"})
        self.complaints[:1]._record_milestone("executed")
        two = self.count(lambda: self.complaints[1:3]._record_milestone("executed"))
        many = self.count(lambda: self.complaints[3:15]._record_milestone("executed"))
        # ten more cost what Odoo itself does for ten activities and threads
        self.assertLess((many - two) / 10, 15)

    @users("complaint_caller")
    @warmup
    def test_list_of_the_caller(self):
        self.complaints.sudo()._record_milestone("executed")
        callbacks = self.env["complaint.callback"]
        domain = [("is_mine", "=", True), ("state", "=", "planned")]
        specification = {
            name: {}
            for name in (
                "number",
                "customer_name",
                "phone",
                "channel",
                "date_due",
                "date_next_attempt",
                "attempt_count",
                "state",
            )
        }
        specification["user_id"] = {"fields": {"display_name": {}}}
        specification["complaint_id"] = {"fields": {"display_name": {}}}
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            found = callbacks.web_search_read(domain, specification, limit=80)
        self.assertEqual(len(found["records"]), 20)

    def test_recording_an_answer(self):
        self.complaints._record_milestone("executed")
        first, second = self.complaints.callback_ids[:2].with_user(self.user_caller)
        self.answer(first, "A")
        costs = self.count(lambda: self.answer(second, "A"))
        self.assertLess(costs, 80)
