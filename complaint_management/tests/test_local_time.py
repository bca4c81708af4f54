from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestLocalTime(EngineCommon):
    """A moment is told by the clock of its reader, else of the desk, else of the company,
    and the text says which. Server and superuser live in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = False
        cls.user_agent.tz = "America/New_York"
        cls.rules = cls.new_procedure()
        cls.limit = cls.new_limit(cls.rules, "received", ["closed"], 2, "working_hours")

    def register(self, when="2026-03-06 14:00", **values):
        with self.at(when):
            return self._create_complaint(user_id=self.user_agent.id, **values)

    def test_reader_then_desk_then_company(self):
        moment = datetime(2026, 3, 6, 1, 0)
        complaint = self.register()
        self.assertEqual(
            complaint._format_moment(moment, self.user_agent, lang="en_US"),
            "3/5/26, 8:00\u202fPM (America/New_York)",
        )
        self.assertIn(
            "(Asia/Shanghai)", complaint._format_moment(moment, self.env.user)
        )
        self.assertIn("(Asia/Shanghai)", complaint._format_moment(moment))
        self.team.calendar_id = False
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        self.assertIn("(Pacific/Auckland)", complaint._format_moment(moment))
        self.assertEqual(str(complaint._to_local_day(moment)), "2026-03-06")

    def test_end_of_a_day_is_no_next_day(self):
        complaint = self.register()
        text = complaint._format_moment(datetime(2026, 3, 6, 16, 0), is_due=True)
        self.assertEqual(text, "3/6/26 24:00 (Asia/Shanghai)")

    def test_reminders_and_their_days(self):
        """Due on Friday 16:00 in Shanghai, fired on Saturday morning there: it is still
        Friday where the case owner lives."""
        rule = self.new_rule(self.rules, "Overdue", ("remind", "chase"))
        rule.write({"trigger": "after_due", "is_to_owner": True})
        complaint = self.register()
        with self.at("2026-03-07 09:00"):
            self.run_cron()
        activity = complaint.activity_ids
        self.assertIn("3/6/26, 3:00\u202fAM (America/New_York)", activity.summary)
        self.assertEqual(str(activity.date_deadline), "2026-03-06")
        log = html2plaintext(complaint.message_ids[:1].body)
        self.assertIn("4:00\u202fPM (Asia/Shanghai)", log)
        notice = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_agent.partner_id.ids)], limit=1
        )
        self.assertIn("3:00\u202fAM (America/New_York)", html2plaintext(notice.body))
        # who may open the case reads what it is about
        self.assertIn(complaint.name, html2plaintext(notice.body))

    def test_todays_of_activities(self):
        """Whoever asks, and wherever: an activity for today is for the reader's today."""
        complaint = self.register()
        with self.at("2026-03-07 09:00"):
            self.assertEqual(
                [
                    str(
                        complaint.activity_schedule(
                            "mail.mail_activity_data_todo", user_id=user.id
                        ).date_deadline
                    )
                    for user in (self.user_agent, self.user_supervisor)
                ],
                ["2026-03-06", "2026-03-07"],
            )

    def test_late_reminders_say_what_is_true(self):
        """Told long after its moment, “in an hour” is not said any more."""
        self.new_rule(
            self.rules,
            "Ends in an hour",
            ("remind",),
            trigger="before_due",
            delay=1,
            delay_unit="working_hours",
            is_to_owner=True,
        )
        complaint = self.register()
        with self.at("2026-03-09 14:00"):
            self.run_cron()
        summary = complaint.activity_ids.summary
        self.assertNotIn("Ends in an hour", summary)
        self.assertIn("overdue since", summary)

    def test_log_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self.new_rule(self.rules, "Urgent", ("raise_urgency",))
        rule.trigger = "after_due"
        complaint = self.register()
        with self.at("2026-03-07 09:00"):
            self.run_cron()
        escalation = complaint.escalation_ids
        self.assertEqual(escalation.result_text, "Urgency raised.")
        chinese = escalation.with_context(lang="zh_CN").result_text
        self.assertTrue(chinese)
        self.assertNotEqual(chinese, escalation.result_text)

    def test_promise_in_letters(self):
        self.limit.is_promised = True
        complaint = self.register()
        text = complaint._get_promise_text("en_US")
        self.assertEqual(text, "3/6/26, 4:00\u202fPM (Asia/Shanghai)")
        complaint.partner_id = self.partner
        self.partner.tz = "Europe/Berlin"
        text = complaint._get_promise_text("en_US")
        self.assertEqual(text, "3/6/26, 9:00\u202fAM (Europe/Berlin)")

    def test_numbers_and_months_by_the_clock_of_the_company(self):
        """New Year's morning in Shanghai is the last evening of the year in UTC."""
        self.team.calendar_id = False
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        complaint = self.register("2027-01-01 07:00")
        self.assertEqual(complaint.period, "2027-01")
        self.assertIn("2027", complaint.number)

    def test_agreed_dates_name_their_zone(self):
        self.limit.write({"is_individual": True, "maximum": 4})
        complaint = self.register()
        with self.at("2026-03-06 14:30"):
            wizard = self.env["complaint.deadline.agree"].with_user(self.user_agent)
            values = {"deadline_id": complaint.deadline_ids.id, "reason": "Wished"}
            with self.assertRaisesRegex(UserError, "America/New_York"):
                wizard.create(
                    {**values, "date_due": self.utc("2026-03-20 12:00")}
                ).action_agree()
            wizard.create(
                {**values, "date_due": self.utc("2026-03-06 16:30")}
            ).action_agree()
        self.assertIn("(Asia/Shanghai)", complaint.message_ids[:1].body)

    def test_reports_are_equal_for_all_readers(self):
        """The night of 1 March in Shanghai belongs to March, whoever reads, and the
        report says by which clock it counts."""
        self.register("2026-03-01 02:00")
        tables = []
        for zone in ("America/New_York", "Pacific/Auckland"):
            self.user_supervisor.tz = zone
            statistics = Form(
                self.env["complaint.statistics"]
                .with_user(self.user_supervisor)
                .with_context(tz=zone)
            )
            statistics.date_from, statistics.date_to = "2026-03-01", "2026-03-01"
            statistics.team_ids.add(self.team)
            report = statistics.save()
            self.assertIn("Times: Asia/Shanghai", report._get_scope_label())
            tables.append(report.get_tables()["tables"])
        self.assertEqual(*tables)
        received = [column["name"] for column in tables[0][0]["columns"]].index(
            "received"
        )
        self.assertEqual(tables[0][0]["total"][received]["value"], 1)

    def test_pages_and_papers_have_no_clock_of_their_own(self):
        """A moment put into a page by its field is told by the clock of whoever renders
        it: a job, the public user. Days have no zone."""
        moments, days = set(), set()
        for model in self.env.registry.values():
            if model._name.startswith("complaint."):
                for name, field in model._fields.items():
                    if field.type in ("date", "datetime"):
                        (days if field.type == "date" else moments).add(name)
        views = self.env["ir.ui.view"].search(
            [("type", "=", "qweb"), ("key", "=like", "complaint_management.%")]
        )
        self.assertGreater(len(views), 20)
        for view in views:
            for node in view._get_combined_arch().iter():
                field = (node.get("t-field") or "").rpartition(".")[2]
                self.assertNotIn(field, moments - days, f"{view.key}: {field}")
