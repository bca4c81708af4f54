from odoo.tests import tagged

from .engine_common import EngineCommon

HANDED, CHASED, RISE, LAST, MONTHLY, SOON = (
    "Handed over late",
    "First reply late",
    "Not closed: the level rises",
    "Last level not closed",
    "Another month not closed",
    "Close limit ends in a day",
)


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP24(EngineCommon):
    """Car dealer: three limits a level; what is not closed rises by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p24_car_dealer")
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}

    def register(self, when, level="General", **values):
        with self.at(when):
            return self._create_complaint(
                **{
                    "level_id": self.level[level].id,
                    "user_id": self.user_agent.id,
                    "partner_id": self.partner.id,
                    **values,
                }
            )

    def test_p24_closed_first_time(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:00"):
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        self.assertEqual(self.due(assignment), ["2026-03-07 10:00"])
        with self.at("2026-03-07 09:00"):
            assignment._record_milestone("dept_first_reply")
        with self.at("2026-03-08 09:00"):
            complaint._record_milestone("close_requested")
        self.assertEqual(self.due(complaint), ["2026-03-08 21:00"])
        with self.at("2026-03-08 20:00"):
            complaint._record_milestone("called_back")
        self.assertFalse(self.due(complaint))
        self.assertFalse(self.walk("2026-05-01 12:00"))
        self.assertEqual(complaint.level_id, self.level["General"])
        self.assertFalse(complaint.late_count)

    def test_p24_left_alone_for_a_year(self):
        """Each level rises once, by its own close limit, and nothing else happens."""
        complaint = self.register("2026-03-06 09:00")
        fired = self.walk("2027-03-06 09:00")
        self.assertEqual(
            fired[:9],
            [
                ("2026-03-06 14:00", HANDED),
                ("2026-03-08 09:00", SOON),
                ("2026-03-09 09:00", RISE),
                ("2026-03-09 11:00", HANDED),
                ("2026-03-13 09:00", SOON),
                ("2026-03-14 09:00", RISE),
                ("2026-03-16 09:00", HANDED),
                ("2026-03-23 09:00", SOON),
                ("2026-03-24 09:00", RISE),
            ],
        )
        self.assertEqual(
            fired[9:13],
            [
                ("2026-03-24 14:00", HANDED),
                # a month after the first missed close limit
                ("2026-04-09 09:00", MONTHLY),
                ("2026-04-22 09:00", SOON),
                ("2026-04-23 09:00", LAST),
            ],
        )
        self.assertEqual(
            fired[13:],
            [
                (f"{year}-{month:02}-09 09:00", MONTHLY)
                for year, month in [
                    *((2026, month) for month in range(5, 13)),
                    (2027, 1),
                    (2027, 2),
                ]
            ],
        )
        self.assertEqual(complaint.level_id, self.level["Unreasonable (Second)"])
        # four late hand-overs, three rises, the last level
        self.assertEqual(complaint.late_count, 8)
        self.assertTrue(complaint.is_supervised)
        closing = complaint.deadline_ids.filtered(
            lambda d: "close_requested" in d.target_codes
        )
        self.assertEqual(
            closing.mapped("state"),
            ["superseded", "superseded", "superseded", "running"],
        )
        self.assertEqual(closing.mapped("is_from_rise"), [False, True, True, True])
        self.assertTrue(all(closing[:3].mapped("is_late")))

    def test_p24_reached_milestones_are_not_repeated(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:00"):
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        self.walk("2026-03-09 09:00")
        self.assertEqual(complaint.level_id, self.level["Medium"])
        medium = complaint.deadline_ids.filtered(
            lambda d: d.limit_id.level_id == self.level["Medium"]
        )
        # signed already: no second hand-over; the first reply is still missing
        self.assertEqual(
            medium.mapped("limit_id.name"),
            ["First reply: Medium", "Close request: Medium"],
        )
        self.assertEqual(medium.mapped("is_from_rise"), [True, True])

    def test_p24_pause_after_the_reminder_arms_it_again(self):
        complaint = self.register("2026-03-06 09:00")
        self.assertIn(("2026-03-08 09:00", SOON), self.walk("2026-03-08 10:00"))
        with self.at("2026-03-08 12:00"):
            self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Spare part ordered"}
            )
        self.assertFalse(self.walk("2026-03-12 12:00"))
        with self.at("2026-03-12 12:00"):
            complaint.action_resume()
        self.assertEqual(
            [event for event in self.walk("2026-03-13 10:00") if event[1] != HANDED],
            [("2026-03-12 12:00", SOON), ("2026-03-13 09:00", RISE)],
        )

    def test_p24_suspended_becomes_unreasonable(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-08 12:00"):
            self.env["complaint.complaint.pause"].create(
                {
                    "complaint_ids": complaint.ids,
                    "kind": "suspended",
                    "reason": "No spare parts before summer",
                    "watch_mode": "watch",
                    "date_recheck": "2026-06-01",
                }
            ).action_pause()
            self.assertFalse(complaint.is_paused)
            approval = complaint.suspension_ids.approval_ids
            approval.with_user(self.user_supervisor).action_approve()
        self.assertEqual(complaint.level_id, self.level["Unreasonable (Second)"])
        self.assertFalse(self.walk("2026-06-01 12:00"))
        self.assertIn("suspended", complaint.milestone_ids.mapped("code"))
        self.assertEqual(str(complaint.activity_ids[-1:].date_deadline), "2026-06-01")

    def test_p24_around_the_spring_festival(self):
        """Working hours of the hand-over skip the holiday and count the make-up
        Saturday 14 February 2026; the hours of closing run on."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Spring Festival",
                "calendar_id": self.calendar.id,
                "date_from": self.utc("2026-02-15 00:00"),
                "date_to": self.utc("2026-02-23 23:59"),
            }
        )
        self.env["complaint.calendar.exception"].create(
            {"name": "Make-up Day", "date_from": "2026-02-14"}
        )
        complaint = self.register("2026-02-14 16:00")
        self.assert_deadlines(
            complaint,
            {
                "Hand over: General": ("running", "2026-02-24 11:00"),
                "Close request: General": ("running", "2026-02-17 16:00"),
            },
        )

    def test_p24_is_complete(self):
        self.assertEqual(self.rules._get_gaps(), [])
