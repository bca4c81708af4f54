from datetime import timedelta

from odoo.tests import tagged

from ..report.dashboard_cards import SECTIONS
from .assignment_common import AssignmentCommon

ROLES = (
    "employee",
    "respondent",
    "agent",
    "agent_other",
    "supervisor",
    "executive",
    "auditor",
)


@tagged("complaint", "post_install", "-at_install")
class TestDashboard(AssignmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls._create_complaint(team_id=cls.team.id, user_id=False)
        cls.urgent = cls._create_complaint(
            team_id=cls.team.id, user_id=cls.user_agent.id, priority="3"
        )
        cls.sent = cls._create_complaint(team_id=cls.team.id)
        cls.assignment = cls._dispatch(cls.sent)
        cls.replied = cls._create_complaint(team_id=cls.team.id)
        cls._reply(cls._dispatch(cls.replied))
        cls.barred = cls._create_complaint(
            team_id=cls.team.id, subject_user_ids=[(4, cls.user_supervisor.id)]
        )
        cls.branch = cls._create_complaint(
            cls.user_agent_other, team_id=cls.team_branch.id
        )
        cls._approve_by("dispatch", "supervisor")
        cls._dispatch(cls.branch, user=cls.user_agent_other)
        cls.late = cls._create_complaint(team_id=cls.team.id)
        cls.env.flush_all()
        cls.late.date_next_due = cls.env.cr.now() - timedelta(hours=1)
        cls.env["complaint.callback"].create(
            [
                {"complaint_id": cls.sent.id, "user_id": cls.user_agent.id},
                {"complaint_id": cls.late.id, "user_id": cls.user_employee.id},
            ]
        )
        cls.env.flush_all()

    def _get_dashboard(self, role):
        user = getattr(self, f"user_{role}")
        return self.env["complaint.dashboard"].with_user(user).get_dashboard(), user

    def _get_cards(self, role):
        values, _user = self._get_dashboard(role)
        return {
            card["name"]: card["count"]
            for section in values["sections"]
            for card in section["cards"]
        }

    def test_every_number_equals_its_list(self):
        models = {
            card.name: card.model for section in SECTIONS for card in section.cards
        }
        for role in ROLES:
            values, user = self._get_dashboard(role)
            for section in values["sections"]:
                for card in section["cards"]:
                    with self.subTest(role=role, card=card["name"]):
                        model = self.env[models[card["name"]]].with_user(user)
                        self.assertEqual(
                            card["count"], model.search_count(card["domain"])
                        )
                        action = self.env.ref(card["action"])
                        self.assertEqual(action.res_model, model._name)

    def test_every_top_equals_its_list(self):
        for role in ROLES:
            values, user = self._get_dashboard(role)
            for top in values["tops"]:
                model = self.env[self.env.ref(top["action"]).res_model].with_user(user)
                for row in top["rows"]:
                    with self.subTest(role=role, top=top["name"], row=row["label"]):
                        self.assertEqual(
                            row["count"], model.search_count(row["domain"])
                        )

    def test_numbers_follow_the_rights_of_the_reader(self):
        agent, supervisor = self._get_cards("agent"), self._get_cards("supervisor")
        self.assertEqual(agent["accept"], 1)
        self.assertNotIn("sign", agent, "the desk does not sign for departments")
        self.assertGreaterEqual(agent["urgent"], 1)
        self.assertGreaterEqual(agent["overdue"], 1)
        branch = self._get_cards("agent_other")
        self.assertEqual(branch["open"], 1)
        self.assertEqual(branch["accept"], 0)
        complaints = self.env["complaint.complaint"].with_user(self.user_supervisor)
        self.assertEqual(
            supervisor["open"], complaints.search_count([("phase", "!=", "closed")])
        )
        self.assertNotIn(self.barred, complaints.search([]))
        self.assertEqual(supervisor["approve"], 1)

    def test_departments_see_their_assignments_only(self):
        values, _user = self._get_dashboard("respondent")
        names = [section["name"] for section in values["sections"]]
        self.assertEqual(names, ["own", "department"])
        self.assertEqual(self._get_cards("respondent")["sign"], 1)
        self.assertEqual(values["tops"][0]["name"], "department_id")
        self.assertEqual(sum(values["trend"]["received"]), 2)

    def test_staff_without_role_see_what_waits_for_them(self):
        values, _user = self._get_dashboard("employee")
        self.assertEqual([section["name"] for section in values["sections"]], ["own"])
        self.assertFalse(values["trend"])

    def test_trend_counts_what_came_and_what_ended(self):
        before, _user = self._get_dashboard("agent")
        self.fresh.write({"validity": "valid", "outcome": "solved"})
        self.fresh.phase = "closed"
        after, _user = self._get_dashboard("agent")
        self.assertEqual(
            after["trend"]["finished"][-1], before["trend"]["finished"][-1] + 1
        )
        self.assertEqual(after["trend"]["received"], before["trend"]["received"])
        self.assertEqual(len(after["trend"]["days"]), 30)

    def test_few_queries_whatever_the_number_of_cards(self):
        self.user_supervisor.tz = "Asia/Shanghai"
        dashboard = self.env["complaint.dashboard"].with_user(self.user_supervisor)
        dashboard.get_dashboard()
        self.env.flush_all()
        self.env.invalidate_all()
        # one for each model, three for whom the user acts, one for the trend, tops and
        # names; the user with groups and clock
        with self.assertQueryCount(17):
            dashboard.get_dashboard()
