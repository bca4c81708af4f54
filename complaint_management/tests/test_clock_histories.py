import os
import random
from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from . import clock_model as model
from .engine_common import EngineCommon

# more of them, or others, by hand
NUMBER = int(os.environ.get("COMPLAINT_HISTORIES", "120"))
SEED = int(os.environ.get("COMPLAINT_HISTORIES_SEED", "2026"))
FIRST = datetime(2026, 3, 2)
OFFICE = [(8, 12), (13, 17)]
# zone, hours by weekday; the odd week of two-week calendars comes after the even one
TABLES = [
    ("Asia/Shanghai", [dict.fromkeys(range(5), OFFICE)]),
    ("Europe/Berlin", [{day: [(9, 21)] for day in range(7)}]),
    ("America/New_York", [{day: [(0, 24)] for day in range(7)}]),
    ("Asia/Kolkata", [{0: [(9, 13)], 2: [(0, 24)], 3: [(0, 24)], 5: [(20, 24)]}]),
    ("Australia/Sydney", [{day: [(0, 6), (22, 24)] for day in range(6)}]),
    (
        "America/Sao_Paulo",
        [dict.fromkeys(range(4), OFFICE), {day: [(10, 16)] for day in range(2, 6)}],
    ),
]
HOLIDAYS = [date(2026, 3, 9), date(2026, 3, 18), date(2026, 4, 3)]
# name, beginning, reached by, terms
LIMITS = [
    ("answer", "received", ("first_reply",), {}),
    ("close low", "received", ("closed",), {"level": "low"}),
    ("close high", "received", ("closed",), {"level": "high"}),
    ("replied", "received", ("replied",), {}),
    ("owed low", "dispatched", ("replied",), {"level": "low", "scope": "assignment"}),
    ("owed high", "dispatched", ("replied",), {"level": "high", "scope": "assignment"}),
    ("signed", "dispatched", ("signed",), {"scope": "assignment"}),
    ("handed over", "received", ("signed",), {}),
    (
        "progress",
        "first_reply",
        ("contacted", "informed"),
        {"is_recurring": True, "until": ("executed",)},
    ),
    (
        "progress high",
        "registered",
        ("contacted",),
        {"level": "high", "is_recurring": True, "until": ("executed",)},
    ),
    ("inform", "replied", ("informed",), {}),
    ("say", "registered", ("contacted", "informed"), {"kind": "complaint"}),
    ("thank", "registered", ("contacted", "informed"), {"kind": "suggestion"}),
]
UNITS = {
    "minutes": 900,
    "hours": 90,
    "days": 9,
    "working_hours": 40,
    "working_days": 9,
    "same_day": 1,
    "same_working_day": 1,
    "week_day": 7,
    "month_day": 31,
    "quarter_day": 31,
}
QUIET = ("_notify_arrival", "_notify_reply", "_notify_return", "_notify_refusal")


@tagged("post_install", "-at_install", "complaint")
class TestClockHistories(EngineCommon):
    """Random histories of cases, told to the product and to a second clock that was
    written from ``doc/time.md`` without a look at the first: both must agree on each
    deadline after the whole history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(SEED)
        cls.worlds = [cls.new_world(*table) for table in TABLES]

    # ------------------------------------------------------------
    # SETTINGS
    # ------------------------------------------------------------

    @classmethod
    def new_world(cls, zone, weeks):
        """A procedure with its limits, here and in the model."""
        calendar = cls.new_calendar(zone, weeks)
        hours = model.Hours(
            ZoneInfo(zone),
            lambda day: weeks[model.get_week_type(day) % len(weeks)].get(
                day.weekday(), ()
            ),
            HOLIDAYS,
            calendar.hours_per_day,
        )
        rules = cls.env["complaint.procedure"].create({"name": zone})
        desk = cls.env["complaint.team"].create(
            {"name": zone, "procedure_id": rules.id}
        )
        levels = {
            name: cls.env["complaint.level"].create(
                {"name": name, "procedure_id": rules.id, "sequence": number}
            )
            for number, name in enumerate(("low", "high"))
        }
        limits = {}
        for name, start, targets, terms in LIMITS:
            values = cls.draw_terms()
            record = cls.new_limit(
                rules,
                start,
                targets,
                values["number"],
                values["unit"],
                name=name,
                counting="whole" if values["is_whole"] else "exact",
                day_end="closing" if values["at_closing"] else "midnight",
                is_postponed=values["is_postponed"],
                is_pausable=values["is_pausable"],
                calendar_id=calendar.id,
                level_id=levels[terms["level"]].id if "level" in terms else False,
                scope=terms.get("scope", "complaint"),
                kind=terms.get("kind"),
                is_recurring=terms.get("is_recurring", False),
                until=terms.get("until", ()),
            )
            limits[record] = model.Limit(
                name, start, targets, hours=hours, **terms, **values
            )
        return desk, levels, limits

    @classmethod
    def draw_terms(cls):
        draw = cls.random
        unit = draw.choice(list(UNITS))
        return {
            "unit": unit,
            "number": draw.randint(1, UNITS[unit]),
            "is_whole": draw.random() < 0.6,
            "at_closing": draw.random() < 0.6,
            "is_postponed": draw.random() < 0.3,
            "is_pausable": draw.random() < 0.8,
        }

    @classmethod
    def new_calendar(cls, zone, weeks):
        lines = [
            {
                "name": f"{day} {begin}",
                "dayofweek": str(day),
                "hour_from": begin,
                # as people enter the end of a day
                "hour_to": 23 + 59 / 60 if end == 24 else end,
                "day_period": "morning" if begin < 12 else "afternoon",
                "week_type": str(number) if len(weeks) > 1 else False,
            }
            for number, week in enumerate(weeks)
            for day, spans in week.items()
            for begin, end in spans
        ]
        calendar = cls.env["resource.calendar"].create(
            {
                "name": zone,
                "tz": zone,
                "company_id": cls.company.id,
                "two_weeks_calendar": len(weeks) > 1,
                "attendance_ids": [(5, 0, 0), *((0, 0, line) for line in lines)],
            }
        )
        hours = model.Hours(ZoneInfo(zone), lambda day: (), (), 8)
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Holiday",
                    "calendar_id": calendar.id,
                    "company_id": cls.company.id,
                    "date_from": hours.utc(day),
                    "date_to": hours.utc(day, 24) - timedelta(seconds=1),
                }
                for day in HOLIDAYS
            ]
        )
        return calendar

    # ------------------------------------------------------------
    # HISTORIES
    # ------------------------------------------------------------

    def test_histories(self):
        quiet = [
            patch.object(
                self.env.registry["complaint.assignment"], name, lambda *args: None
            )
            for name in QUIET
        ]
        for each in quiet:
            each.start()
            self.addCleanup(each.stop)
        wrong = []
        for number in range(NUMBER):
            seed = SEED * 1_000_000 + number
            with self.env.cr.savepoint() as savepoint:
                story, differences = self.tell(random.Random(seed))
                savepoint.rollback()
            self.env.invalidate_all(flush=False)
            if differences:
                wrong.append("\n".join([f"History {seed}:", *story, *differences]))
        self.assertFalse(
            wrong, f"{len(wrong)} of {NUMBER} differ\n\n" + "\n\n".join(wrong[:5])
        )

    def tell(self, draw):
        """One history.

        :return: what happened, and on what the two clocks differ
        """
        desk, levels, limits = draw.choice(self.worlds)
        self.levels = levels
        now = FIRST + timedelta(minutes=draw.randint(0, 30 * 1440))
        received = now - timedelta(minutes=draw.choice([0, 0, draw.randint(1, 900)]))
        level = draw.choice(["low", "low", "high"])
        with self.at(now):
            case = self.env["complaint.complaint"].create(
                {
                    "name": "Case",
                    "team_id": desk.id,
                    "category_id": self.category.id,
                    "level_id": levels[level].id,
                    "date_received": received,
                    "late_entry_reason": "Found later",
                    "validity": "valid",
                }
            )
            told = model.Case(list(limits.values()), level, "complaint", received, now)
            self.env.flush_all()
        story = [f"received {received}, registered {now}, {level}, {desk.name}"]
        for _number in range(draw.randint(3, 11)):
            now += timedelta(minutes=draw.choice([1, 30, 300, draw.randint(1, 4000)]))
            act = self.choose(draw, case)
            with self.at(now):
                said = getattr(self, f"do_{act}")(draw, case, told, now)
                self.env.flush_all()
            story.append(f"{now} {act} {said or ''}")
        return story, self.compare(case, told, limits, now)

    def choose(self, draw, case):
        acts = ["dispatch", "milestone", "milestone", "milestone", "correct", "rise"]
        acts += (
            ["resume"]
            if case.pause_ids.filtered(lambda p: not p.date_end)
            else ["pause"]
        )
        acts += ["assignment"] * 4 if case.assignment_ids else []
        acts += ["round", "receipt"]
        if not case.assignment_ids.filtered("is_open"):
            acts.append("close")
        return draw.choice(acts)

    def compare(self, case, told, limits, now):
        mine = {
            (
                limits[deadline.limit_id].name,
                deadline.assignment_id.id or None,
                deadline.round,
                deadline.cycle,
            ): (
                "open" if deadline.state in ("running", "paused") else deadline.state,
                str(deadline.date_start),
                str(deadline.date_due),
                str(deadline.date_ended or ""),
                deadline.state == "paused",
                deadline.is_late,
            )
            for deadline in case.deadline_ids
        }
        theirs = {
            (d.limit.name, d.assignment, d.round, d.cycle): (
                d.state,
                str(d.start),
                str(told.due(d, d.ended)),
                str(d.ended or ""),
                d.state == "open" and told.is_paused(d),
                told.is_late(d),
            )
            for d in told.deadlines
        }
        return [
            f"  {key}: here {mine.get(key)}, there {theirs.get(key)}"
            for key in sorted({*mine, *theirs}, key=str)
            if mine.get(key) != theirs.get(key)
        ]

    # ------------------------------------------------------------
    # WHAT HAPPENS
    # ------------------------------------------------------------

    def do_dispatch(self, draw, case, told, now):
        assignment = self.env["complaint.assignment"].create(
            {"complaint_id": case.id, "department_id": self.department_quality.id}
        )
        told.given[assignment.id] = now
        assignment._do_send()
        told.record("dispatched", now, assignment.id)
        return assignment.id

    def do_assignment(self, draw, case, told, now):
        assignment = draw.choice(case.assignment_ids)
        code, act = draw.choice(
            {
                "sent": [
                    ("signed", assignment._do_sign),
                    ("refused", lambda: assignment._do_refuse("Not ours")),
                    ("assignment_cancelled", assignment._do_cancel),
                ],
                "signed": [
                    ("replied", assignment._do_reply),
                    ("replied", assignment._do_reply),
                    ("assignment_cancelled", assignment._do_cancel),
                ],
                "replied": [("returned", lambda: assignment._do_return("More"))],
                "returned": [
                    ("dispatched", assignment._do_send),
                    ("assignment_cancelled", assignment._do_cancel),
                ],
            }.get(assignment.state, [(None, None)])
        )
        if not code:
            return None
        act()
        told.record(code, now, assignment.id)
        return code, assignment.id

    def do_milestone(self, draw, case, told, now):
        code = draw.choice(
            ["first_reply", "contacted", "contacted", "informed", "executed"]
        )
        at = now
        if draw.random() < 0.3:
            at = max(told.received, now - timedelta(minutes=draw.randint(1, 500)))
            at = max([at, *(moment for moment, *_rest in told.memory)])
        case._record_milestone(code, at=at)
        told.record(code, at)
        return code, str(at)

    def do_correct(self, draw, case, told, now):
        level = draw.choice(["low", "high"])
        kind = draw.choice(["complaint", "complaint", "suggestion", "praise"])
        case.write({"level_id": self.levels[level].id, "kind": kind})
        told.correct(now, level, kind)
        return level, kind

    def do_rise(self, draw, case, told, now):
        level = draw.choice(["high", "high", "low"])
        case._raise_level(level=self.levels[level])
        told.rise(now, level)
        return level

    def do_pause(self, draw, case, told, now):
        self.env["complaint.pause"].create(
            {"complaint_id": case.id, "reason": "Photos are missing"}
        )
        told.pause(now)

    def do_resume(self, draw, case, told, now):
        case.action_resume()
        told.resume(now)

    def do_round(self, draw, case, told, now):
        case._start_round()
        told.start_round(now)

    def do_receipt(self, draw, case, told, now):
        received = told.received - timedelta(minutes=draw.randint(1, 600))
        case.date_received = received
        told.correct_receipt(received)
        return str(received)

    def do_close(self, draw, case, told, now):
        """Closed, and reopened at once."""
        case.write({"outcome": "solved", "phase": "closed"})
        told.close(now)
        case.action_reopen()
        told.start_round(now)
