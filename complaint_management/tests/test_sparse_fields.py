from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("complaint", "complaint_performance", "post_install", "-at_install")
class TestSparseFields(ComplaintCommon):
    """What few complaints have costs little where there is none, and shows no more than
    rules and order of the comodel let through where there is some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint()
        cls.other = cls._create_complaint()
        other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "stranger",
                "company_id": other_company.id,
                "company_ids": other_company.ids,
                "group_ids": cls.env.ref("base.group_portal").ids,
            }
        )
        cls.env.flush_all()

    def _as_agent(self, complaints):
        self.env.invalidate_all()
        return complaints.with_user(self.user_agent)

    def test_nothing_costs_no_question_about_it(self):
        for name in ("subject_user_ids", "risk_ids", "criterion_ids", "item_ids"):
            complaints = self._as_agent(self.complaint + self.other)
            complaints.mapped("name")
            # the rules of the complaints, and whether they have any
            with self.subTest(field=name), self.assertQueryCount(2):
                self.assertFalse(complaints.mapped(name))

    def test_lines_keep_their_order(self):
        self.complaint.item_ids = [
            (0, 0, {"name": "Second", "sequence": 2}),
            (0, 0, {"name": "First", "sequence": 1}),
        ]
        self.env.flush_all()
        complaints = self._as_agent(self.complaint + self.other)
        self.assertEqual(complaints.item_ids.mapped("name"), ["First", "Second"])
        self.assertFalse(complaints[1].item_ids)

    def test_lines_that_moved_are_found(self):
        self.complaint.item_ids = [(0, 0, {"name": "Moved"})]
        item = self.complaint.item_ids
        self.env.flush_all()
        self.other.invalidate_recordset(["item_ids"])
        item.sudo().complaint_id = self.other
        self.assertEqual(self.other.item_ids, item)

    def test_rules_of_persons_hold(self):
        self.complaint.subject_user_ids = self.user_employee + self.stranger
        self.env.flush_all()
        subjects = self._as_agent(self.complaint).subject_user_ids
        self.assertEqual(subjects, self.user_employee)
