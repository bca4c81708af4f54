from .engine_common import EngineCommon


class DeadlineCommon(EngineCommon):
    """A procedure with two levels and limits of several kinds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure(code="T1")
        cls.low, cls.high = cls.env["complaint.level"].create(
            [
                {"name": "Low", "procedure_id": cls.rules.id, "sequence": 1},
                {
                    "name": "High",
                    "procedure_id": cls.rules.id,
                    "sequence": 2,
                    "severity": "5",
                },
            ]
        )
        cls.low.next_level_id = cls.high
        cls.answer = cls.new_limit(
            cls.rules, "received", ["first_reply"], 2, "working_hours", name="answer"
        )
        cls.close_low = cls.new_limit(
            cls.rules,
            "received",
            ["closed"],
            5,
            "working_days",
            counting="whole",
            name="close low",
            level_id=cls.low.id,
        )
        cls.close_high = cls.new_limit(
            cls.rules,
            "received",
            ["closed"],
            2,
            "working_days",
            counting="whole",
            name="close high",
            level_id=cls.high.id,
        )

    def register(self, when="2026-03-06 09:00", **values):
        with self.at(when):
            return self._create_complaint(**{"level_id": self.low.id, **values})
