from datetime import timedelta

from odoo.tests import tagged

from .deadline_common import DeadlineCommon


@tagged("post_install", "-at_install", "complaint")
class TestDeadline(DeadlineCommon):
    def test_starts_with_the_receipt(self):
        complaint = self.register()
        self.assert_deadlines(
            complaint,
            {
                "answer": ("running", "2026-03-06 11:00"),
                "close low": ("running", "2026-03-13 17:00"),
            },
        )
        self.assertEqual(self.wall(complaint.date_next_due), "2026-03-06 11:00")
        self.assertEqual(complaint.next_limit_id, self.answer)

    def test_receipt_in_the_past(self):
        """What was received yesterday evening is due by yesterday's receipt."""
        complaint = self.register(
            "2026-03-06 09:00", date_received=self.utc("2026-03-05 16:30")
        )
        self.assertIn("2026-03-06 09:30", self.due(complaint, self.answer))

    def test_found_later_counts_from_the_registration(self):
        """What a guest book held is known only when somebody reads it (P10)."""
        guest_book = self.env.ref("complaint_management.complaint_channel_guest_book")
        complaint = self.register(
            "2026-03-06 09:00",
            date_received=self.utc("2026-03-05 16:30"),
            channel_id=guest_book.id,
        )
        self.assertIn("2026-03-06 11:00", self.due(complaint, self.answer))

    def test_met_and_late(self):
        complaint = self.register()
        with self.at("2026-03-06 11:30"):
            complaint._record_milestone("first_reply")
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.answer)
        self.assertEqual(deadline.state, "met")
        self.assertTrue(deadline.is_late)
        self.assertEqual(complaint.next_limit_id, self.close_low)

    def test_historic_has_no_deadlines(self):
        complaint = self.register(user=self.user_supervisor, is_historic=True)
        self.assertFalse(complaint.deadline_ids)
        self.assertTrue(complaint.milestone_ids)

    def test_closing_ends_everything(self):
        complaint = self.register(validity="valid")
        with self.at("2026-03-06 10:00"):
            complaint.write({"outcome": "solved", "phase": "closed"})
        self.assertEqual(
            dict(complaint.deadline_ids.mapped(lambda d: (d.limit_id.name, d.state))),
            {"answer": "cancelled", "close low": "met"},
        )
        self.assertFalse(complaint.date_next_due)

    def test_reopening_starts_a_new_round(self):
        complaint = self.register(validity="valid")
        with self.at("2026-03-06 10:00"):
            complaint.write({"outcome": "solved", "phase": "closed"})
        with self.at("2026-03-09 08:30"):
            complaint.action_reopen()
        second = complaint.deadline_ids.filtered(lambda d: d.round == 2)
        self.assertEqual(
            sorted(self.wall(d.date_due) for d in second),
            ["2026-03-09 10:30", "2026-03-16 17:00"],
        )
        self.assertEqual(len(complaint.deadline_ids), 4)

    def test_correction_counts_from_the_original_start(self):
        complaint = self.register()
        with self.at("2026-03-09 10:00"):
            complaint.level_id = self.high
        closing = complaint.deadline_ids.filtered(
            lambda d: d.limit_id == self.close_high
        )
        self.assertEqual(self.wall(closing.date_due), "2026-03-10 17:00")
        self.assertEqual(self.wall(closing.date_start), "2026-03-06 09:00")
        self.assertEqual(closing.revision, 2)
        self.assertFalse(
            complaint.deadline_ids.filtered(lambda d: d.limit_id == self.close_low)
        )
        self.assertIn("close high", complaint.message_ids[0].body)
        with self.at("2026-03-09 11:00"):
            complaint.level_id = self.low
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-13 17:00"])

    def test_correction_is_logged_in_the_language_of_the_company(self):
        complaint = self.register()
        agent = complaint.with_user(self.user_agent).with_context(lang="zh_CN")
        with self.at("2026-03-09 10:00"):
            agent.level_id = self.high
        self.assertIn("Classification corrected", complaint.message_ids[0].body)

    def test_rise_is_not_a_correction(self):
        complaint = self.register()
        with self.at("2026-03-16 09:00"):
            complaint._raise_level()
        self.assertEqual(complaint.level_id, self.high)
        missed = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.close_low)
        self.assertEqual(missed.state, "superseded")
        self.assertTrue(missed.is_late)
        born = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.close_high)
        self.assertTrue(born.is_from_rise)
        self.assertEqual(self.wall(born.date_due), "2026-03-18 17:00")

    def test_editing_the_limit_changes_nothing_running(self):
        complaint = self.register()
        self.answer.duration = 1
        self.close_low.unlink()
        self.assertFalse(self.close_low.active)
        self.assert_deadlines(
            complaint,
            {
                "answer": ("running", "2026-03-06 11:00"),
                "close low": ("running", "2026-03-13 17:00"),
            },
        )

    def test_solved_on_the_spot_reaches_every_limit(self):
        complaint = self.register()
        with self.at("2026-03-06 09:10"):
            self.env["complaint.complaint.solve"].create(
                {"complaint_id": complaint.id, "remedy": "Exchanged"}
            ).action_solve()
        self.assertEqual(complaint.deadline_ids.mapped("state"), ["met", "met"])

    def test_recurring_until(self):
        progress = self.new_limit(
            self.rules,
            "first_reply",
            ["contacted", "informed"],
            3,
            "days",
            name="progress",
            is_recurring=True,
            until=["executed"],
        )
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            complaint._record_milestone("first_reply")
        self.assertEqual(self.due(complaint, progress), ["2026-03-09 10:00"])
        with self.at("2026-03-08 15:00"):
            complaint._record_milestone("contacted")
        self.assertEqual(self.due(complaint, progress), ["2026-03-11 15:00"])
        with self.at("2026-03-10 15:00"):
            complaint._record_milestone("executed")
        self.assertFalse(self.due(complaint, progress))
        self.assertEqual(
            complaint.deadline_ids.filtered(lambda d: d.limit_id == progress).mapped(
                "state"
            ),
            ["met", "cancelled"],
        )

    def test_each_assignment_has_its_own(self):
        sign = self.new_limit(
            self.rules,
            "dispatched",
            ["signed"],
            1,
            "hours",
            scope="assignment",
            name="sign",
        )
        handed = self.new_limit(
            self.rules, "received", ["signed"], 4, "hours", name="handed over"
        )
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            first = self._dispatch(complaint)
            second = self._dispatch(complaint, self.department_operations)
        self.assertEqual(self.due(first, sign), ["2026-03-06 11:00"])
        self.assertEqual(self.due(second, sign), ["2026-03-06 11:00"])
        deadline = first.deadline_ids
        self.assertEqual(deadline.department_id, self.department_quality)
        self.assertEqual(deadline.debtor, "department")
        with self.at("2026-03-06 10:30"):
            first.with_user(self.user_respondent).action_sign()
        self.assertFalse(self.due(first, sign))
        self.assertTrue(self.due(second, sign))
        # of several assignments the first signature counts for the complaint
        self.assertFalse(self.due(complaint, handed))

    def test_merge_keeps_the_earliest(self):
        survivor = self.register("2026-03-06 10:00")
        merged = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:30"):
            merged._merge_into(survivor)
        self.assertEqual(self.due(survivor, self.answer), ["2026-03-06 11:00"])
        self.assertFalse(self.due(merged))

    def test_procedure_reserved_for_a_kind(self):
        other = self.env["complaint.procedure"].create({"name": "Suggestions"})
        category = self.env["complaint.category"].create({"name": "Ideas"})
        self.env["complaint.procedure.choice"].create(
            [
                {"procedure_id": other.id, "category_id": category.id},
                {"procedure_id": other.id, "kind": "suggestion"},
            ]
        )
        self.assertEqual(self.register(level_id=False).procedure_id, self.rules)
        self.assertEqual(
            self.register(kind="suggestion", level_id=False).procedure_id, other
        )
        category.unlink()
        self.assertEqual(self.register(level_id=False).procedure_id, self.rules)

    def test_highest_level_ticked_is_proposed(self):
        minor, media = self.env["complaint.level.criterion"].create(
            [
                {"name": "Hotline busy", "level_id": self.low.id},
                {"name": "Media report", "level_id": self.high.id},
            ]
        )
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            complaint.criterion_ids = minor | media
        self.assertEqual(complaint.level_id, self.high)
        self.assertEqual(self.due(complaint, self.close_high), ["2026-03-10 17:00"])

    def test_explanation(self):
        complaint = self.register()
        text = complaint.deadline_ids.filtered(
            lambda d: d.limit_id == self.close_low
        ).explanation
        for part in (
            "5 working days",
            "Received",
            "day of the start is not counted",
            "closing time",
            "Desk Hours",
            "Asia/Shanghai",
        ):
            self.assertIn(part, text)

    def test_who_reads_deadlines(self):
        self.new_limit(
            self.rules, "dispatched", ["signed"], 1, "hours", scope="assignment"
        )
        complaint = self.register()
        assignment = self._dispatch(complaint)
        deadlines = complaint.deadline_ids | assignment.deadline_ids
        for user, readable in (
            (self.user_agent, deadlines),
            (self.user_agent_other, deadlines.browse()),
            (self.user_respondent, assignment.deadline_ids),
            (self.user_supervisor, deadlines),
        ):
            self.assertEqual(
                deadlines.with_user(user)._filtered_access("read"), readable, user.name
            )
        complaint.subject_user_ids = self.user_supervisor
        self.assertFalse(
            deadlines.with_user(self.user_supervisor)._filtered_access("read")
        )

    def test_creation_stays_cheap(self):
        for number in range(3):
            self.new_limit(
                self.rules, "registered", ["closed"], number + 1, "working_days"
            )
        self.new_rule(self.rules, "late", trigger="after_due")
        values = [
            {"name": f"Case {number}", "level_id": self.low.id} for number in range(60)
        ]
        complaint_model = self.env["complaint.complaint"].with_user(self.user_agent)
        complaint_model.create(values[:2])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        complaints = complaint_model.create(values)
        self.env.flush_all()
        self.assertEqual(len(complaints.deadline_ids), 60 * 5)
        self.assertLessEqual((self.env.cr.sql_log_count - before) / 60, 3)

    def test_urgency(self):
        complaint = self.register()
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.answer)
        for wall, urgency in (
            ("2026-03-06 09:30", "today"),
            ("2026-03-06 10:30", "hour"),
            ("2026-03-06 11:30", "overdue"),
            ("2026-03-05 11:30", "later"),
        ):
            with self.at(wall):
                deadline.invalidate_recordset(["urgency"])
                self.assertEqual(
                    deadline.with_context(tz="Asia/Shanghai").urgency, urgency, wall
                )
        self.assertLess(timedelta(), deadline.date_due - deadline.date_start)
