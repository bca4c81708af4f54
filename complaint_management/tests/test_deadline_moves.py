import csv

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .deadline_common import DeadlineCommon


@tagged("post_install", "-at_install", "complaint")
class TestDeadlineMoves(DeadlineCommon):
    def test_pause_moves_the_due_time(self):
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            pause = self.env["complaint.complaint.pause"].create(
                {"complaint_ids": complaint.ids, "reason": "Photos are missing"}
            )
            pause.action_pause()
        self.assertTrue(complaint.is_paused)
        self.assertFalse(complaint.date_next_due)
        with self.at("2026-03-09 09:00"):
            complaint.action_resume()
        # 7 working hours passed meanwhile
        self.assertEqual(self.due(complaint, self.answer), ["2026-03-09 10:00"])
        self.assertEqual(self.due(complaint, self.close_low), ["2026-03-16 16:00"])
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.answer)
        self.assertIn("Paused from", deadline.explanation)

    def test_waiting_ends_when_the_customer_contacts_us(self):
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Photos are missing"}
            )
        with self.at("2026-03-06 11:00"):
            complaint.sudo().contact_count += 1
        self.assertFalse(complaint.is_paused)
        self.assertEqual(self.due(complaint, self.answer), ["2026-03-06 12:00"])

    def test_closing_ends_pauses(self):
        complaint = self.register(validity="valid")
        with self.at("2026-03-06 10:00"):
            self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Photos are missing"}
            )
        with self.at("2026-03-06 11:00"):
            complaint.write({"outcome": "solved", "phase": "closed"})
        self.assertFalse(complaint.is_paused)
        with self.at("2026-03-09 09:00"):
            complaint.action_reopen()
        self.assertEqual(self.due(complaint, self.answer), ["2026-03-09 11:00"])

    def test_not_pausable(self):
        self.answer.is_pausable = False
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Waiting"}
            )
        self.assertEqual(self.due(complaint), ["2026-03-06 11:00"])

    def test_holiday_and_make_up_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "calendar_id": self.calendar.id,
                "date_from": self.utc("2026-05-01 00:00"),
                "date_to": self.utc("2026-05-05 23:59"),
            }
        )
        self.env["complaint.calendar.exception"].create(
            {"name": "Make-up Day", "date_from": "2026-05-09", "works_as": "4"}
        )
        complaint = self.register("2026-04-30 10:00")
        # worked: Wednesday 6, Thursday 7, Friday 8, Saturday 9, Monday 11 May
        self.assertEqual(self.due(complaint, self.close_low), ["2026-05-11 17:00"])

    def test_make_up_days_are_imported(self):
        template = self.env["complaint.calendar.exception"].get_import_templates()[0]
        with file_open(template["template"].lstrip("/")) as file:
            header, *rows = csv.reader(file)
        result = (
            self.env["complaint.calendar.exception"]
            .with_user(self.user_configurator)
            .load(header, rows)
        )
        self.assertEqual(len(result["ids"]), len(rows), result["messages"])

    def test_promised_date_is_told_again_when_it_moves(self):
        self.answer.is_promised = True
        complaint = self.register()
        self.assertEqual(self.wall(complaint.date_promised), "2026-03-06 11:00")
        deadline = complaint.deadline_ids.filtered("is_promised")
        deadline.with_user(self.user_agent).action_tell_customer()
        self.assertTrue(deadline.date_told)
        with self.at("2026-03-06 10:00"):
            pause = self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Photos are missing"}
            )
        with self.at("2026-03-06 11:00"):
            pause._resume()
        self.assertEqual(self.wall(complaint.date_promised), "2026-03-06 12:00")
        self.assertFalse(deadline.date_told)

    def test_promising_a_limit_concerns_the_open_cases(self):
        complaint, closed = self.register(), self.register()
        closed.deadline_ids.state = "met"
        self.assertFalse(complaint.date_promised)
        # the procedure is one of all companies
        self.user_configurator.company_ids = self.env["res.company"].search([])
        limit = self.answer.with_user(self.user_configurator)
        limit.is_promised = True
        self.assertEqual(self.wall(complaint.date_promised), "2026-03-06 11:00")
        self.assertFalse(closed.date_promised)
        limit.is_promised = False
        self.assertFalse(complaint.date_promised)

    def test_individual_limit_within_the_maximum(self):
        self.answer.write({"is_individual": True, "maximum": 8})
        complaint = self.register()
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == self.answer)
        with self.at("2026-03-06 09:30"):
            wizard = (
                self.env["complaint.deadline.agree"]
                .with_user(self.user_agent)
                .create(
                    {
                        "deadline_id": deadline.id,
                        "date_due": self.utc("2026-03-09 12:00"),
                        "reason": "The customer is travelling",
                    }
                )
            )
            with self.assertRaisesRegex(UserError, "at the latest"):
                wizard.action_agree()
            wizard.date_due = self.utc("2026-03-06 16:00")
            wizard.action_agree()
        self.assertEqual(self.due(complaint, self.answer), ["2026-03-06 16:00"])
        self.assertTrue(deadline.date_told)

    def test_long_limit(self):
        year = self.new_limit(
            self.rules, "received", ["closed"], 250, "working_days", counting="whole"
        )
        complaint = self.register()
        self.assertEqual(self.due(complaint, year), ["2027-02-19 17:00"])
