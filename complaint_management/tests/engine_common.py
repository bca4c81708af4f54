from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .common import ComplaintCommon

ZONE = ZoneInfo("Asia/Shanghai")


class EngineCommon(ComplaintCommon):
    """The desk works in Shanghai, Monday to Friday 8-12 and 13-17. Times in tests are
    on the wall clock there. 6 March 2026 is a Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Desk Hours",
                "tz": ZONE.key,
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{weekday}-{opening}",
                            "dayofweek": str(weekday),
                            "hour_from": opening,
                            "hour_to": closing,
                            "day_period": "morning" if opening == 8 else "afternoon",
                        },
                    )
                    for weekday in range(5)
                    for opening, closing in ((8, 12), (13, 17))
                ],
            }
        )
        cls.team.write(
            {
                "calendar_id": cls.calendar.id,
                "department_id": cls.department_operations.id,
            }
        )
        # what the database holds already keeps quiet
        cls.env["complaint.deadline"].search([]).next_escalation_at = False
        cls.env["complaint.escalation"].search([]).state = "done"
        cls.env["complaint.notice"].search([]).unlink()
        cls.cron = cls.env.ref("complaint_management.ir_cron_complaint_escalation")
        cls.milestone_types = {
            milestone.code: milestone
            for milestone in cls.env["complaint.milestone.type"].search([])
        }

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    @staticmethod
    def utc(wall):
        """Naive UTC of a wall-clock text such as ``2026-03-06 09:00``."""
        moment = datetime.fromisoformat(wall).replace(tzinfo=ZONE)
        return moment.astimezone(UTC).replace(tzinfo=None)

    @staticmethod
    def wall(moment):
        """Wall-clock text of a UTC moment."""
        local = moment.replace(tzinfo=UTC).astimezone(ZONE)
        return local.strftime("%Y-%m-%d %H:%M")

    @contextmanager
    def at(self, wall):
        """Time stands still at the wall-clock time."""
        moment = self.utc(wall) if isinstance(wall, str) else wall
        self.clock = moment
        with self.mock_datetime_and_now(moment):
            yield

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def walk(self, until):
        """Let time pass: run the cron at each moment at which something must happen.

        :return: (wall clock, rule) of each escalation on the way, in order
        """
        known = self.env["complaint.escalation"].search([])
        end = self.utc(until)
        while True:
            self.env.flush_all()
            moments = [
                moment
                for moment in self.env["complaint.escalation"]._get_next_moments()
                if moment
            ]
            if not moments or min(moments) > end:
                break
            with self.at(max(self.clock, min(moments))):
                self.run_cron()
        fired = self.env["complaint.escalation"].search([], order="date, id") - known
        return [(self.wall(e.date), e.rule_id.name) for e in fired]

    # ------------------------------------------------------------
    # SETTINGS
    # ------------------------------------------------------------

    @classmethod
    def new_procedure(cls, **values):
        procedure = cls.env["complaint.procedure"].create(
            {"name": "Test Procedure", **values}
        )
        cls.team.procedure_id = procedure
        return procedure

    @classmethod
    def new_limit(cls, procedure, start, targets, duration, unit, **values):
        values.setdefault("counting", "exact")
        until = values.pop("until", [])
        return cls.env["complaint.time.limit"].create(
            {
                "name": f"{start} to {targets[0]}",
                "procedure_id": procedure.id,
                "start_code": start,
                "target_ids": [cls.milestone_types[code].id for code in targets],
                "until_ids": [cls.milestone_types[code].id for code in until],
                "duration": duration,
                "unit": unit,
                **values,
            }
        )

    @classmethod
    def new_reply_limit(cls, procedure):
        """Departments reply within an hour after they were asked."""
        return cls.new_limit(
            procedure,
            "dispatched",
            ["replied"],
            1,
            "hours",
            scope="assignment",
            debtor="department",
        )

    @classmethod
    def new_rule(cls, procedure, name, effects=("remind",), **values):
        return cls.env["complaint.escalation.rule"].create(
            {
                "name": name,
                "procedure_id": procedure.id,
                "effect_ids": [cls.effect(code).id for code in effects],
                **values,
            }
        )

    @classmethod
    def effect(cls, code):
        return cls.env.ref(f"complaint_management.complaint_escalation_effect_{code}")

    def due(self, document, limit=None):
        """Wall-clock due times of the open deadlines of the document."""
        deadlines = document.deadline_ids.filtered(
            lambda d: d.state == "running" and (not limit or d.limit_id == limit)
        )
        return [self.wall(moment) for moment in deadlines.mapped("date_due")]

    def assert_deadlines(self, document, expected):
        """All deadlines as {limit name: (state, due)}."""
        self.assertEqual(
            {
                deadline.limit_id.name: (deadline.state, self.wall(deadline.date_due))
                for deadline in document.deadline_ids
            },
            expected,
        )
