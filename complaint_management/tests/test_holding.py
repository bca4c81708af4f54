from datetime import timedelta

from odoo.tests import tagged

from ..tools.holding import (
    CUSTOMER,
    DEPARTMENT,
    DESK,
    Event,
    get_holding_line,
    get_parallel_spans,
)
from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestHoldingLedger(AssignmentCommon):
    def test_line_by_hand(self):
        begin = self.reference_now

        def at(hour):
            return begin + timedelta(hours=hour)

        events = [
            Event(at(0), "received"),
            Event(at(2), "dispatched", 1, is_lead=True),
            Event(at(2), "dispatched", 2),
            Event(at(5), "replied", 2),
            Event(at(8), "replied", 1, is_lead=True),
            Event(at(9), "returned", 1, is_lead=True),
            Event(at(12), "replied", 1, is_lead=True),
            Event(at(20), "closed"),
        ]
        line = get_holding_line(events, [(at(13), at(16))], begin, at(99))
        self.assertEqual(
            [(span.holder, span.end - span.begin) for span in line],
            [
                (DESK, timedelta(hours=2)),
                (DEPARTMENT, timedelta(hours=6)),
                (DESK, timedelta(hours=1)),
                (DEPARTMENT, timedelta(hours=3)),
                (DESK, timedelta(hours=1)),
                (CUSTOMER, timedelta(hours=3)),
                (DESK, timedelta(hours=4)),
            ],
        )
        [parallel] = get_parallel_spans(events, at(99))
        self.assertEqual(parallel.end - parallel.begin, timedelta(hours=3))

    def test_ledger_of_a_complaint(self):
        now = self.reference_now
        with self.mock_datetime_and_now(now):
            complaint = self._create_complaint(date_received=now)
        with self.mock_datetime_and_now(now + timedelta(hours=1)):
            departments = self.department_quality | self.department_logistics
            self._dispatch(complaint, departments)
        lead = complaint.assignment_ids.filtered("is_lead")
        user = lead.user_id
        with self.mock_datetime_and_now(now + timedelta(hours=4)):
            self._reply(lead, user)
        with self.mock_datetime_and_now(now + timedelta(hours=6)):
            rows = complaint.with_user(self.user_agent)._get_holding_rows()
            self.assertIn(
                lead.department_id.name,
                complaint.with_user(self.user_agent).holding_ledger,
            )
        line = [row for row in rows if not row["is_parallel"]]
        self.assertEqual(
            {row["name"]: row["hours"] for row in line},
            {self.team.name: 3, lead.department_id.name: 3},
        )
        [parallel] = [row for row in rows if row["is_parallel"]]
        self.assertEqual(parallel["hours"], 5)
