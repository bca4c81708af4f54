from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import ComplaintCommon


@tagged("post_install", "-at_install", "complaint")
class TestComplaint(ComplaintCommon):
    @users("complaint_agent")
    def test_register_by_phone(self):
        """The desk registers: team, procedure and contact data come by themselves."""
        complaint = self.env["complaint.complaint"].create(
            {"name": "Parcel arrived broken", "partner_id": self.partner.id}
        )
        self.assertRegex(complaint.number, r"^C\d{4}-\d{5}$")
        self.assertEqual(complaint.display_name, complaint.number)
        self.assertEqual(complaint.team_id, self.team)
        self.assertEqual(complaint.procedure_id, self.procedure)
        self.assertEqual(complaint.email_from, "wang@customer.example")
        self.assertEqual(complaint.phone, "13800138000")
        self.assertEqual(complaint.first_contact_id, self.user_agent)
        self.assertEqual(complaint.phase, "new")
        self.assertEqual(
            complaint.milestone_ids.mapped("code"), ["received", "registered"]
        )

    def test_numbers_are_unique_in_a_batch(self):
        complaints = self.env["complaint.complaint"].create(
            [{"name": f"Case {index}"} for index in range(20)]
        )
        self.assertEqual(len(set(complaints.mapped("number"))), 20)

    @users("complaint_agent")
    def test_phase_needs_a_category(self):
        complaint = self._create_complaint(category_id=False)
        stage = self.env.ref("complaint_management.complaint_stage_investigation")
        with self.assertRaisesRegex(UserError, "choose a category"):
            complaint.with_user(self.env.user).stage_id = stage

    @users("complaint_agent")
    def test_close_lists_everything_missing(self):
        complaint = self._create_complaint(category_id=False).with_user(self.env.user)
        with self.assertRaises(UserError) as refused:
            complaint.write({"phase": "closed"})
        for missing in ("category", "valid", "outcome"):
            self.assertIn(missing, str(refused.exception))

    @users("complaint_agent")
    def test_close_and_reopen(self):
        complaint = self._create_complaint(validity="valid").with_user(self.env.user)
        self.env["complaint.complaint.close"].create(
            {"complaint_ids": complaint.ids, "outcome": "solved"}
        ).action_close()
        self.assertEqual(complaint.phase, "closed")
        self.assertTrue(complaint.date_closed)
        complaint.action_reopen()
        self.assertEqual(complaint.round, 2)
        self.assertEqual(complaint.phase, "investigation")
        self.assertFalse(complaint.date_closed)

    @users("complaint_agent")
    def test_solved_on_the_spot(self):
        complaint = self._create_complaint().with_user(self.env.user)
        self.env["complaint.complaint.solve"].create(
            {"complaint_id": complaint.id, "remedy": "Exchanged 1:1"}
        ).action_solve()
        self.assertEqual(complaint.phase, "closed")
        self.assertTrue(complaint.is_solved_on_spot)
        self.assertIn("agreed", complaint.milestone_ids.mapped("code"))

    def test_solved_on_the_spot_where_the_procedure_forbids_it(self):
        """P20: such complaints are handled in full, and nothing is closed."""
        complaint = self._create_complaint()
        complaint.procedure_id.closing_rule_ids = [
            Command.clear(),
            Command.create({"is_on_spot_allowed": False}),
        ]
        wizard = self.env["complaint.complaint.solve"].create(
            {"complaint_id": complaint.id, "remedy": "Exchanged 1:1"}
        )
        with self.assertRaisesRegex(UserError, "cannot be solved on the spot"):
            wizard.with_user(self.user_agent).action_solve()
        self.assertNotEqual(complaint.phase, "closed")

    @users("complaint_agent")
    def test_late_entry_needs_a_reason(self):
        values = {
            "name": "Told at the counter last week",
            "date_received": fields.Datetime.now() - timedelta(days=7),
        }
        with self.assertRaisesRegex(UserError, "late entry"):
            self.env["complaint.complaint"].create(values)
        self.env["complaint.complaint"].create(
            {**values, "late_entry_reason": "The counter had no network"}
        )

    @users("complaint_agent")
    def test_receipt_never_in_the_future(self):
        with self.assertRaisesRegex(UserError, "future"):
            self._create_complaint(
                date_received=fields.Datetime.now() + timedelta(hours=1)
            )

    @users("complaint_agent")
    def test_search_two_chinese_characters(self):
        found = self._create_complaint(name="收到的包裹破损严重")
        self._create_complaint(name="服务态度不好")
        complaints = self.env["complaint.complaint"]
        self.assertEqual(
            complaints.search([("search_text", "ilike", "破损")]).ids, found.ids
        )

    @users("complaint_agent")
    def test_classification_rule_proposes(self):
        level = self.procedure.level_ids[0]
        self.env["complaint.classification.rule"].sudo().create(
            {
                "category_id": self.category.id,
                "procedure_id": self.procedure.id,
                "proposed_level_id": level.id,
                "lead_department_id": self.department_quality.id,
            }
        )
        complaint = self._create_complaint()
        self.assertEqual(complaint.level_id, level)
        self.assertEqual(complaint.department_id, self.department_quality)

    def test_product_line_and_defect_route(self):
        """P21: the responsibility table names departments by defect."""
        line = self.env["complaint.product.line"].create({"name": "Drinks"})
        defect = self.env["complaint.defect"].create({"name": "Foreign body"})
        self.env["complaint.classification.rule"].sudo().create(
            {
                "product_line_id": line.id,
                "defect_id": defect.id,
                "complainant_type": "consumer",
                "lead_department_id": self.department_quality.id,
            }
        )
        complaint = self._create_complaint(
            product_line_id=line.id, complainant_type="consumer"
        )
        self.assertFalse(complaint.department_id)
        complaint.with_user(self.user_agent).defect_id = defect
        self.assertEqual(complaint.department_id, self.department_quality)

    def test_responsibility_class_routes_apart_from_compensation(self):
        """P21: two independent scales; the class at fault leads to the department."""
        self.env["complaint.classification.rule"].sudo().create(
            {
                "responsibility_class": "a",
                "lead_department_id": self.department_quality.id,
            }
        )
        complaint = self._create_complaint(compensation_class="a")
        self.assertFalse(complaint.department_id)
        complaint.responsibility_class = "a"
        self.assertEqual(complaint.department_id, self.department_quality)


@tagged("post_install", "-at_install", "complaint")
class TestAssignment(ComplaintCommon):
    def test_from_dispatch_to_reply(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        assignment = self._dispatch(complaint)
        self.assertEqual(complaint.phase, "investigation")
        self.assertEqual(assignment.user_id, self.user_respondent)
        self.assertEqual(assignment.customer_name, "Wang Fang")
        respondent = assignment.with_user(self.user_respondent)
        respondent.action_sign()
        with self.assertRaisesRegex(UserError, "write the reply"):
            respondent.action_reply()
        respondent.reply = "<p>The box was too thin.</p>"
        respondent.action_reply()
        self.assertEqual(assignment.state, "replied")
        self.assertEqual(
            assignment.milestone_ids.mapped("code"),
            ["dispatched", "signed", "dept_first_reply", "replied"],
        )

    def test_confidential_customer_is_not_copied(self):
        complaint = self._create_complaint(
            partner_id=self.partner.id, is_confidential=True
        )
        assignment = self._dispatch(complaint)
        self.assertFalse(assignment.customer_name)
        self.assertFalse(assignment.customer_phone)

    def test_respondent_writes_nothing_but_the_reply(self):
        assignment = self._dispatch(self._create_complaint())
        with self.assertRaises(AccessError):
            assignment.with_user(self.user_respondent).name = "Something else"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestComplaintSecurity(ComplaintCommon):
    def test_who_reads_a_complaint(self):
        complaint = self._create_complaint()
        for role, readable in (
            ("employee", False),
            ("respondent", False),
            ("manager", False),
            ("agent", True),
            ("agent_other", False),
            ("supervisor", True),
            ("executive", True),
            ("auditor", True),
            ("configurator", False),
        ):
            user = getattr(self, f"user_{role}")
            self.assertEqual(
                complaint.with_user(user).has_access("read"), readable, role
            )

    def test_what_follows_from_the_course_is_not_written(self):
        """An agent neither hides his case from superiors nor improves its figures."""
        complaint = self._create_complaint().with_user(self.user_agent)
        for values in (
            {"barred_user_ids": [(6, 0, self.user_supervisor.ids)]},
            {"date_next_due": False},
            {"has_missed_limit": False},
            {"round": 2},
            {"registered_by_id": self.user_employee.id},
            {"number": "C0000-00000"},
            {"is_historic": True},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                complaint.write(values)
        with self.assertRaises(AccessError):
            self._create_complaint(barred_user_ids=[(6, 0, self.user_supervisor.ids)])

    def test_numbers_of_earlier_systems_are_left_out(self):
        number = self._create_complaint().number
        prefix, last = number[:-5], int(number[-5:])
        taken = [f"{prefix}{last + step:05}" for step in (1, 2, 4)]
        for old_number in taken:
            self._create_complaint(
                self.user_supervisor, number=old_number, is_historic=True
            )
        complaints = self._create_complaint() + self._create_complaint()
        self.assertEqual(
            complaints.mapped("number"),
            [f"{prefix}{last + step:05}" for step in (3, 5)],
        )
