from odoo.tests import tagged

from .penalty_common import PenaltyCommon

QUALITY, PERSON = "Quality", "Complaint respondent"
DESK, OWNER = "Operations", "Complaint agent"


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyP24(PenaltyCommon):
    """Car dealer: penalties by the tariff of the level, again after each rise, and a
    fine for each further month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p24_car_dealer")
        cls._set_mode(cls.rules, "tariff")
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}

    def register(self, when, level="General"):
        with self.at(when):
            return self._create_complaint(
                level_id=self.level[level].id, user_id=self.user_agent.id
            )

    def hand_over(self, complaint, when):
        with self.at(when):
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_respondent).action_sign()
        return assignment

    def test_p24_four_months(self):
        complaint = self.register("2026-03-06 09:00")
        self.walk("2026-03-06 15:00")
        self.hand_over(complaint, "2026-03-06 15:00")
        self.walk("2026-07-06 09:00")
        second = "Unreasonable (Second)"
        self.assertEqual(
            self.get_penalties(complaint),
            [
                # the desk itself handed over late
                ("2026-03-06 14:00", "late", "General", DESK, 50),
                ("2026-03-06 14:00", "late", "General", OWNER, 25),
                ("2026-03-07 15:00", "late", "General", QUALITY, 50),
                ("2026-03-07 15:00", "late", "General", PERSON, 25),
                # not closed: by the level, and by the new level after each rise
                ("2026-03-09 09:00", "late", "General", QUALITY, 100),
                ("2026-03-09 09:00", "late", "General", PERSON, 50),
                ("2026-03-09 09:00", "rise", "Medium", QUALITY, 200),
                ("2026-03-09 09:00", "rise", "Medium", PERSON, 100),
                ("2026-03-14 09:00", "rise", "Strong", QUALITY, 400),
                ("2026-03-14 09:00", "rise", "Strong", PERSON, 200),
                ("2026-03-24 09:00", "rise", second, QUALITY, 600),
                ("2026-03-24 09:00", "rise", second, PERSON, 300),
                # each further month: the close tariff times the number of months
                ("2026-04-09 09:00", "month", second, QUALITY, 600),
                ("2026-04-09 09:00", "month", second, PERSON, 300),
                ("2026-05-09 09:00", "month", second, QUALITY, 1200),
                ("2026-05-09 09:00", "month", second, PERSON, 600),
                ("2026-06-09 09:00", "month", second, QUALITY, 1800),
                ("2026-06-09 09:00", "month", second, PERSON, 900),
            ],
        )
        fines = self.env["complaint.penalty"].search([("notice_kind", "=", "fine")])
        self.assertEqual(set(fines.mapped("occasion")), {"month"})
        self.assertEqual(sorted(fines.mapped("factor")), [1, 1, 2, 2, 3, 3])

    def test_p24_fixed_factor(self):
        """The other form of the factor: every month the same multiple."""
        self.rules.tariff_ids.filtered(
            lambda line: line.month_factor_kind != "none"
        ).write({"month_factor_kind": "fixed", "month_factor": 2})
        complaint = self.register("2026-03-06 09:00")
        self.walk("2026-07-06 09:00")
        months = [
            penalty
            for penalty in self.get_penalties(complaint)
            if penalty[1] == "month" and penalty[3] == DESK
        ]
        # nobody was given the case: the desk answers for it
        self.assertEqual([penalty[4] for penalty in months], [1200, 1200, 1200])
