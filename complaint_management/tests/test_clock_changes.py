from odoo.tests import tagged

from .deadline_common import DeadlineCommon


@tagged("post_install", "-at_install", "complaint")
class TestClockChanges(DeadlineCommon):
    """What happens to a running deadline when something changes under it. Each test is
    the shortest history that once went wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.replied = cls.new_limit(
            cls.rules, "received", ["replied"], 3, "working_days", name="replied"
        )
        cls.owed = cls.new_limit(
            cls.rules,
            "dispatched",
            ["replied"],
            8,
            "working_hours",
            name="owed",
            scope="assignment",
            level_id=cls.low.id,
        )
        cls.owed_high = cls.new_limit(
            cls.rules,
            "dispatched",
            ["replied"],
            4,
            "working_hours",
            name="owed high",
            scope="assignment",
            level_id=cls.high.id,
        )

    def of(self, document, limit):
        return document.deadline_ids.filtered(lambda d: d.limit_id == limit)

    def state(self, document, limit):
        return self.of(document, limit).mapped("state")

    def reply(self, assignment, wall):
        with self.at(wall):
            is_first = assignment.department_id == self.department_quality
            user = self.user_respondent if is_first else self.user_manager
            assignment = assignment.with_user(user)
            if assignment.state == "sent":
                assignment.action_sign()
            assignment.reply = "<p>Done</p>"
            assignment.action_reply()

    def pause(self, complaint, begin, end=None):
        with self.at(begin):
            self.env["complaint.complaint.pause"].with_user(self.user_agent).create(
                {"complaint_ids": complaint.ids, "reason": "Photos are missing"}
            ).action_pause()
        if end:
            with self.at(end):
                complaint.with_user(self.user_agent).action_resume()

    def two_asked(self):
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            first = self._dispatch(complaint)
            second = self._dispatch(complaint, self.department_operations)
        return complaint, first, second

    def correct(self, complaint, wall, **values):
        with self.at(wall):
            complaint.with_user(self.user_agent).write(values)

    # several assignments

    def test_second_department_still_owes_after_a_correction(self):
        complaint, first, _second = self.two_asked()
        self.reply(first, "2026-03-06 11:00")
        self.replied.level_id = self.low
        replied_high = self.new_limit(
            self.rules,
            "received",
            ["replied"],
            5,
            "working_days",
            name="replied high",
            level_id=self.high.id,
        )
        self.correct(complaint, "2026-03-06 14:00", level_id=self.high.id)
        self.assertEqual(self.due(complaint, replied_high), ["2026-03-13 09:00"])
        with self.at("2026-03-06 14:30"):
            complaint._raise_level(level=self.low)
        self.assertEqual(self.state(complaint, self.replied), ["running"])

    def test_cancelled_assignment_owes_nothing_after_a_correction_or_a_rise(self):
        complaint, first, second = self.two_asked()
        with self.at("2026-03-06 11:00"):
            second.with_user(self.user_agent).action_cancel()
        self.correct(complaint, "2026-03-06 14:00", level_id=self.high.id)
        self.assertEqual(self.due(first), ["2026-03-06 15:00"])
        self.assertFalse(self.due(second))
        self.correct(complaint, "2026-03-06 14:10", level_id=self.low.id)
        with self.at("2026-03-06 14:20"):
            complaint._raise_level()
        self.assertTrue(self.due(first))
        self.assertFalse(self.due(second))

    def test_returned_assignment_ends_and_begins_anew_when_sent_again(self):
        complaint, first, _second = self.two_asked()
        with self.at("2026-03-06 11:00"):
            self.env["complaint.assignment.return"].with_user(
                self.user_respondent
            ).create(
                {
                    "assignment_ids": first.ids,
                    "reason": "Not ours",
                }
            ).action_return()
        self.assertFalse(self.due(first))
        self.correct(complaint, "2026-03-06 14:00", level_id=self.high.id)
        self.assertFalse(self.due(first))
        with self.at("2026-03-06 15:00"):
            first.with_user(self.user_agent).action_send()
        self.assertEqual(self.due(first), ["2026-03-09 10:00"])

    def test_last_owed_assignment_is_cancelled(self):
        complaint, first, second = self.two_asked()
        self.reply(first, "2026-03-06 11:00")
        self.assertEqual(self.state(complaint, self.replied), ["running"])
        with self.at("2026-03-06 14:00"):
            second.with_user(self.user_agent).action_cancel()
        deadline = self.of(complaint, self.replied)
        self.assertEqual(deadline.state, "met")
        self.assertEqual(self.wall(deadline.date_ended), "2026-03-06 14:00")

    def test_all_assignments_cancelled_leave_the_case_waiting(self):
        complaint, first, second = self.two_asked()
        with self.at("2026-03-06 14:00"):
            (first | second).with_user(self.user_agent).action_cancel()
        self.assertEqual(self.state(complaint, self.replied), ["running"])

    def test_begins_and_is_reached_with_the_same_reply(self):
        inform = self.new_limit(
            self.rules, "replied", ["informed"], 1, "hours", name="inform"
        )
        complaint, first, second = self.two_asked()
        self.reply(first, "2026-03-06 11:00")
        self.assertFalse(self.of(complaint, inform))
        self.reply(second, "2026-03-06 13:00")
        self.assertEqual(self.due(complaint, inform), ["2026-03-06 14:00"])

    # pauses

    def test_reached_while_the_clock_stands_still(self):
        """Answered in the pause: one of two hours had been used."""
        complaint = self.register()
        self.pause(complaint, "2026-03-06 10:00")
        with self.at("2026-03-09 14:00"):
            complaint._record_milestone("first_reply")
        deadline = self.of(complaint, self.answer)
        self.assertEqual(deadline.state, "met")
        self.assertFalse(deadline.is_late)
        self.assertGreater(deadline.date_due, deadline.date_ended)

    def test_closed_and_replaced_while_the_clock_stands_still(self):
        complaint = self.register(validity="valid")
        self.pause(complaint, "2026-03-06 10:00")
        with self.at("2026-03-16 09:00"):
            complaint._raise_level()
        self.assertFalse(self.of(complaint, self.close_low).is_late)
        with self.at("2026-03-16 10:00"):
            complaint.with_user(self.user_agent).write(
                {"outcome": "solved", "phase": "closed"}
            )
        self.assertFalse(any(complaint.deadline_ids.mapped("is_late")))

    def test_correction_remembers_every_pause(self):
        complaint = self.register()
        self.pause(complaint, "2026-03-06 10:00", "2026-03-13 16:00")
        # after the old due time of the short limit
        self.pause(complaint, "2026-03-16 09:00", "2026-03-17 09:00")
        self.correct(complaint, "2026-03-17 10:00", level_id=self.high.id)
        # Tuesday 10 March 17:00, 45 and 8 working hours later
        self.assertEqual(self.due(complaint, self.close_high), ["2026-03-19 14:00"])

    def test_revived_in_a_paused_case(self):
        complaint = self.register()
        self.new_limit(
            self.rules,
            "received",
            ["closed"],
            9,
            "days",
            kind="suggestion",
            name="idea",
        )
        self.close_low.kind = "complaint"
        self.correct(complaint, "2026-03-06 09:30", kind="praise")
        self.assertEqual(self.state(complaint, self.close_low), ["void"])
        self.pause(complaint, "2026-03-06 10:00")
        self.correct(complaint, "2026-03-06 11:00", kind="complaint")
        self.assertEqual(self.state(complaint, self.close_low), ["paused"])

    def test_milestone_entered_later_starts_with_the_pauses_since(self):
        inform = self.new_limit(
            self.rules, "contacted", ["informed"], 4, "hours", name="inform"
        )
        complaint = self.register()
        self.pause(complaint, "2026-03-06 10:00", "2026-03-06 12:00")
        with self.at("2026-03-06 12:30"):
            self.env["complaint.contact"].with_user(self.user_agent).create(
                {
                    "complaint_id": complaint.id,
                    "date": self.utc("2026-03-06 09:30"),
                    "content": "Called",
                    "late_reason": "Entered after the call",
                }
            )
        self.assertEqual(self.due(complaint, inform), ["2026-03-06 15:30"])

    def test_merge_keeps_the_pauses_of_the_merged_case(self):
        survivor = self.register("2026-03-06 10:00")
        merged = self.register("2026-03-05 09:00")
        self.pause(merged, "2026-03-05 10:00", "2026-03-05 11:00")
        self.pause(survivor, "2026-03-06 10:10", "2026-03-06 10:20")
        with self.at("2026-03-06 10:30"):
            merged.with_user(self.user_supervisor)._merge_into(survivor)
        self.assertEqual(self.due(survivor, self.close_low), ["2026-03-13 09:00"])
        self.pause(survivor, "2026-03-06 11:00", "2026-03-06 12:00")
        self.assertEqual(self.due(survivor, self.close_low), ["2026-03-13 10:00"])
        self.assertEqual(self.state(merged, self.close_low), ["void"])

    # recurring limits and rounds

    def new_progress(self, **values):
        return self.new_limit(
            self.rules,
            "received",
            ["contacted"],
            3,
            "days",
            name="progress",
            is_recurring=True,
            until=["executed"],
            **values,
        )

    def test_correction_lets_an_ended_recurring_limit_rest(self):
        progress = self.new_progress()
        complaint = self.register()
        with self.at("2026-03-07 10:00"):
            complaint._record_milestone("contacted")
            complaint._record_milestone("executed")
        self.correct(complaint, "2026-03-09 10:00", level_id=self.high.id)
        self.assertEqual(self.state(complaint, progress), ["met", "cancelled"])

    def test_recurring_limit_by_a_correction_counts_from_the_last_contact(self):
        progress = self.new_progress(level_id=self.high.id)
        complaint = self.register()
        with self.at("2026-03-08 10:00"):
            complaint._record_milestone("contacted")
        self.correct(complaint, "2026-03-09 10:00", level_id=self.high.id)
        self.assertEqual(self.due(complaint, progress), ["2026-03-11 10:00"])

    def test_next_round_keeps_what_departments_owe(self):
        complaint, first, _second = self.two_asked()
        with self.at("2026-03-06 10:30"):
            complaint._start_round()
        self.correct(complaint, "2026-03-06 11:00", level_id=self.high.id)
        self.assertEqual(self.due(first), ["2026-03-06 15:00"])
        with self.at("2026-03-06 11:10"):
            complaint._raise_level(level=self.low)
        self.assertEqual(self.due(first), ["2026-03-09 11:10"])

    def test_round_hands_nothing_over_once_more(self):
        handed = self.new_limit(
            self.rules, "received", ["signed"], 4, "hours", name="handed over"
        )
        complaint = self.register(validity="valid")
        with self.at("2026-03-06 10:00"):
            complaint.write({"outcome": "solved", "phase": "closed"})
        with self.at("2026-03-06 11:00"):
            complaint.with_user(self.user_agent).action_reopen()
        self.assertFalse(self.due(complaint, handed))
        self.assertTrue(self.due(complaint, self.answer))

    def test_raised_to_the_same_level_again(self):
        complaint = self.register()
        with self.at("2026-03-09 09:00"):
            complaint._raise_level()
        self.correct(complaint, "2026-03-09 10:00", level_id=self.low.id)
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-13 17:00"])
        with self.at("2026-03-10 09:00"):
            complaint._raise_level()
        self.assertEqual(self.due(complaint, self.close_high), ["2026-03-12 17:00"])

    # receipt

    def test_corrected_receipt_moves_what_began_with_it(self):
        complaint = self.register("2026-03-06 11:00")
        with self.at("2026-03-06 11:30"):
            complaint._record_milestone("first_reply")
        self.correct(
            complaint,
            "2026-03-06 14:00",
            date_received=self.utc("2026-03-05 09:00"),
            late_entry_reason="Found later",
            act_reason="Found later",
        )
        received = complaint.milestone_ids.filtered(lambda m: m.code == "received")
        self.assertEqual(self.wall(received.date), "2026-03-05 09:00")
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-12 17:00"])
        self.assertTrue(self.of(complaint, self.answer).is_late)
        self.assertTrue(
            complaint.message_ids.filtered(
                lambda m: "Time of receipt corrected" in (m.body or "")
            )
        )

    def test_limit_that_never_applied_was_not_missed(self):
        complaint = self.register(level_id=self.high.id)
        self.close_low.level_id = False
        only_high = self.new_limit(
            self.rules,
            "registered",
            ["informed"],
            1,
            "hours",
            name="only high",
            level_id=self.high.id,
        )
        complaint = self.register(level_id=self.high.id)
        self.correct(complaint, "2026-03-09 10:00", level_id=self.low.id)
        self.assertEqual(self.state(complaint, only_high), ["void"])
        self.assertFalse(self.of(complaint, only_high).is_late)
        self.assertTrue(self.of(complaint, self.answer).date_due)

    def test_met_late_by_a_wrong_level_only(self):
        self.answer.level_id = self.high
        slow = self.new_limit(
            self.rules,
            "received",
            ["first_reply"],
            8,
            "working_hours",
            name="slow answer",
            level_id=self.low.id,
        )
        complaint = self.register(level_id=self.high.id)
        with self.at("2026-03-06 14:00"):
            complaint._record_milestone("first_reply")
        self.assertTrue(self.of(complaint, self.answer).is_late)
        self.correct(complaint, "2026-03-09 10:00", level_id=self.low.id)
        self.assertFalse(self.of(complaint, self.answer))
        self.assertEqual(self.of(complaint, slow).state, "met")
        self.assertFalse(self.of(complaint, slow).is_late)

    def test_milestone_before_the_start_does_not_meet(self):
        inform = self.new_limit(
            self.rules, "registered", ["contacted"], 4, "hours", name="inform"
        )
        complaint = self.register(
            "2026-03-06 11:00", date_received=self.utc("2026-03-06 09:00")
        )
        with self.at("2026-03-06 11:30"):
            self.env["complaint.contact"].with_user(self.user_agent).create(
                {
                    "complaint_id": complaint.id,
                    "date": self.utc("2026-03-06 10:00"),
                    "content": "Called",
                    "late_reason": "Entered after the call",
                }
            )
        self.assertEqual(self.state(complaint, inform), ["running"])
        self.assertEqual(self.state(complaint, self.answer), ["met"])

    # working time

    def test_holiday_entered_later_moves_what_runs(self):
        complaint = self.register()
        self.env.ref("complaint_management.ir_cron_complaint_escalation")
        with self.at("2026-03-06 10:00"):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Holiday",
                    "calendar_id": self.calendar.id,
                    "company_id": self.company.id,
                    "date_from": self.utc("2026-03-09 00:00:00"),
                    "date_to": self.utc("2026-03-09 23:59:59"),
                }
            )
            self.run_cron()
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-16 17:00"])
        self.assertEqual(self.of(complaint, self.close_low).revision, 2)
        self.assertEqual(self.due(complaint, self.answer), ["2026-03-06 11:00"])
        self.assertFalse(self.calendar.is_recounting)
        line = complaint.message_ids[0].body
        self.assertIn("closed days changed", line)
        self.assertIn("close low", line)
        self.assertNotIn("answer", line)

    def test_round_the_clock_with_a_holiday_as_odoo_stores_it(self):
        self.calendar.attendance_ids.unlink()
        self.calendar.write(
            {
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": str(day),
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 23 + 59 / 60,
                            "day_period": "morning",
                        },
                    )
                    for day in range(7)
                ]
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": self.utc("2026-03-09 00:00:00"),
                "date_to": self.utc("2026-03-09 23:59:59"),
            }
        )
        day = self.new_limit(
            self.rules, "received", ["informed"], 48, "working_hours", name="two days"
        )
        days = self.new_limit(
            self.rules,
            "received",
            ["informed"],
            3,
            "working_days",
            counting="whole",
            day_end="midnight",
            name="three days",
        )
        complaint = self.register("2026-03-07 10:00")
        self.assertEqual(self.due(complaint, day), ["2026-03-10 10:00"])
        # Sunday 8, Tuesday 10, Wednesday 11 March
        self.assertEqual(self.due(complaint, days), ["2026-03-12 00:00"])

    def test_closed_day_of_the_calendar_wins_over_a_make_up_day_for_all(self):
        self.env["complaint.calendar.exception"].create(
            [
                {
                    "name": "Stock-taking",
                    "date_from": "2026-03-09",
                    "is_working": False,
                    "calendar_id": self.calendar.id,
                },
                {"name": "Make-up Day", "date_from": "2026-03-09", "works_as": "0"},
            ]
        )
        complaint = self.register()
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-16 17:00"])
