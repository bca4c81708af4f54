from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("complaint", "post_install", "-at_install")
class TestExample(ComplaintCommon):
    """The case library: closed cases, without names, for all to learn from (P13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.approval.rule"].search([]).active = False
        cls.case = cls._create_complaint(
            name="Wang Fang got a broken kettle",
            partner_id=cls.partner.id,
            description="<p>Mrs Wang (13800138000) burnt her hand; Fang wrote.</p>",
            subject_user_ids=cls.user_respondent.ids,
        )
        cls.case.write({"validity": "valid", "outcome": "solved", "phase": "closed"})

    def _share(self):
        self.case.with_user(self.user_supervisor).action_share()
        return self.env["complaint.example"].search(
            [("complaint_id", "=", self.case.id)]
        )

    def test_names_are_hidden(self):
        example = self._share()
        self.assertEqual(example.name, "*** got a broken kettle")
        self.assertNotIn("13800138000", example.situation)
        self.assertNotIn("Fang", example.situation)
        self.assertIn("burnt", example.situation)
        supervised = example.with_user(self.user_supervisor)
        supervised.lesson = f"<p>{self.user_respondent.name} should have called</p>"
        self.assertIn("*** should have called", example.lesson)

    def test_employees_read_what_is_published(self):
        example = self._share()
        library = self.env["complaint.example"].with_user(self.user_employee)
        self.assertFalse(library.search([]) & example)
        example.with_user(self.user_supervisor).is_published = True
        self.assertIn(example, library.search([]))
        own = example.with_user(self.user_employee)
        with self.assertRaises(AccessError):
            own.lesson = "Nothing"
        with self.assertRaises(AccessError):
            own.read(["complaint_id"])

    def test_a_case_is_told_once(self):
        self.assertEqual(self._share(), self._share())

    def test_open_and_confidential_cases_are_not_told(self):
        case = self._create_complaint()
        case.is_confidential = True
        with self.assertRaises(UserError) as refused:
            case.with_user(self.user_supervisor).action_share()
        self.assertIn("open", str(refused.exception))
        self.assertIn("confidential", str(refused.exception))

    def test_only_supervisors_add_cases(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.user_agent).action_share()

    def test_other_companies_have_their_own_library(self):
        example = self._share()
        example.is_published = True
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        library = self.env["complaint.example"].with_user(stranger)
        self.assertFalse(library.search([]) & example)

    def test_everybody_of_the_case_is_hidden(self):
        self.case.write(
            {
                "customer_name": "Li",
                "email_from": "Li Na <li.na@customer.example>",
                "fault_user_id": self.user_respondent.id,
                "subject_name": "李娜",
                "finding": f"{self.user_respondent.name.upper()} forgot it.",
                "description": "<ul><li>LI wrote from LI.NA@customer.example;"
                " the list is long, 李娜说没有</li></ul>",
            }
        )
        example = self._share()
        self.assertEqual(
            example.situation,
            "<ul><li>*** wrote from ***; the list is long, ***说没有</li></ul>",
        )
        self.assertIn("*** forgot it.", example.solution)

    def test_only_the_act_says_of_which_case_it_is(self):
        """Else its hidden words would tell who the customer of any case is."""
        library = self.env["complaint.example"].with_user(self.user_supervisor)
        with self.assertRaises(AccessError):
            library.create({"name": "Wang?", "complaint_id": self.case.id})
        example = library.create({"name": "Wang?"})
        with self.assertRaises(AccessError):
            example.complaint_id = self.case
        self.assertEqual(example.name, "Wang?")

    def test_what_becomes_confidential_leaves_the_library(self):
        example = self._share()
        self.case.is_confidential = True
        self.assertFalse(example.exists())

    def test_the_day_is_that_of_the_reader(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET date_closed = '2026-03-01 20:00:00'"
            " WHERE id = %s",
            [self.case.id],
        )
        self.env.invalidate_all()
        self.user_supervisor.tz = "Asia/Shanghai"
        self.assertEqual(str(self._share().date), "2026-03-02")
