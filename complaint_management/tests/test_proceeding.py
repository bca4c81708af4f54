from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_closing import ClosingCommon


@tagged("post_install", "-at_install", "complaint")
class TestProceeding(ClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.body = cls.env["res.partner"].create({"name": "Consumer Association"})

    def _open(self, complaint, **values):
        return (
            self.env["complaint.proceeding"]
            .with_user(self.user_agent)
            .create({"complaint_id": complaint.id, **values})
        )

    def test_p21_the_body_that_passed_it_on_is_proposed(self):
        complaint = self._complete(
            external_body_id=self.body.id,
            external_reference="12315-7",
            user_id=self.user_agent.id,
        )
        proceeding = self._open(complaint, date_due="2030-05-01")
        self.assertEqual(proceeding.partner_id, self.body)
        self.assertEqual(proceeding.reference, "12315-7")
        self.assertEqual(proceeding.activity_ids.user_id, self.user_agent)
        self.assertEqual(str(proceeding.activity_ids.date_deadline), "2030-05-01")
        proceeding.date_due = "2030-06-01"
        self.assertEqual(str(proceeding.activity_ids.date_deadline), "2030-06-01")

    def test_p15_open_proceedings_keep_the_case_open(self):
        complaint = self._complete()
        first = self._open(complaint, partner_id=self.body.id, reference="A-1")
        second = self._open(
            complaint, partner_id=self.partner.id, date_due="2030-05-01"
        )
        missing = self._close(complaint).gap_ids
        self.assertEqual(len(missing), 2)
        self.assertIn("A-1", missing[0].name + missing[1].name)
        with self.assertRaises(UserError) as refused:
            complaint.with_user(self.user_agent).write({"phase": "closed"})
        self.assertIn("Consumer Association", str(refused.exception))
        second.action_answer()
        self.assertFalse(second.activity_ids)
        (first | second).action_decide()
        self._close(complaint)
        self.assertEqual(complaint.phase, "closed")

    def test_merged_cases_go_on_with_measures_and_proceedings(self):
        complaint, survivor = self._complete(), self._complete()
        proceeding = self._open(complaint, partner_id=self.body.id)
        measure = self._new_measure(complaint)
        complaint._merge_into(survivor)
        self.assertEqual(proceeding.complaint_id, survivor)
        self.assertIn(survivor, measure.complaint_ids)

    def test_nobody_writes_the_course(self):
        proceeding = self._open(self._complete(), partner_id=self.body.id)
        with self.assertRaises(AccessError):
            proceeding.write({"state": "decided"})

    def test_conflict_of_interest(self):
        complaint = self._complete()
        proceeding = self._open(complaint, partner_id=self.body.id)
        complaint.subject_user_ids = self.user_agent
        self.assertFalse(proceeding.has_access("read"))


@tagged("post_install", "-at_install", "complaint")
class TestAutoClose(ClosingCommon):
    def _run_cron(self):
        self.env.flush_all()
        cron = self.env.ref("complaint_management.ir_cron_complaint_auto_close")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_closes_by_itself_when_the_customer_is_satisfied(self):
        self._demand(customer_answer="satisfied", auto_close_days=3)
        complaint = self._complete()
        with self.mock_datetime_and_now(self.reference_now):
            self._answer(complaint, True)
        self.assertEqual(str(complaint.date_auto_close)[:10], "2026-03-11")
        self._run_cron()
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.outcome, "solved")
        self.assertFalse(complaint.date_auto_close)
        closed = complaint.date_closed
        self._run_cron()
        self.assertEqual(complaint.date_closed, closed)

    def test_what_is_missing_is_told_once(self):
        self._demand(
            customer_answer="satisfied", auto_close_days=3, is_cause_needed=True
        )
        complaint = self._complete()
        with self.mock_datetime_and_now(self.reference_now):
            self._answer(complaint, True)
        self._run_cron()
        self.assertNotEqual(complaint.phase, "closed")
        self.assertFalse(complaint.date_auto_close)
        self.assertIn("cause", complaint.message_ids[0].body)
