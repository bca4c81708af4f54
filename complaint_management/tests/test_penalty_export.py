import base64
import csv
import io
from datetime import datetime

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyExport(PenaltyCommon):
    """The execution file for human resources and finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "opinion", penalty_appeal_days=0)
        cls.complaint = cls._create_complaint()
        for user in (cls.user_executor, cls.user_auditor, cls.user_respondent):
            user.group_ids += cls.env.ref("base.group_allow_export")

    def setUp(self):
        super().setUp()
        with self.at("2026-03-06 09:00"):
            self.penalty = self._propose(
                self.user_agent,
                complaint_id=self.complaint.id,
                target_kind="person",
                person_name="=HYPERLINK(1)",
                reason="-late",
            )
            self.penalty.with_user(self.user_executive).action_approve()
            self._propose(self.user_agent, complaint_id=self.complaint.id)

    def export(self, user, **values):
        with self.at("2026-04-02 09:00"):
            wizard = self.env["complaint.penalty.export"].with_user(user).create(values)
            action = wizard.action_export()
            self.assertIn(str(wizard.date_from), action["url"])
            return base64.b64decode(wizard.file)

    def test_xlsx_has_typed_cells(self):
        book = load_workbook(io.BytesIO(self.export(self.user_executor)))
        head, *rows = book.active.iter_rows()
        columns = {cell.value: index for index, cell in enumerate(head)}
        self.assertEqual(len(rows), 1, "proposals are not executed")
        [row] = rows
        self.assertEqual(row[columns["Number"]].value, self.penalty.number)
        self.assertEqual(row[columns["Amount"]].value, 300)
        self.assertEqual(row[columns["Approved on"]].value, datetime(2026, 3, 6))
        person = row[columns["Person"]]
        self.assertEqual((person.value, person.data_type), ("=HYPERLINK(1)", "s"))

    def test_csv_is_safe(self):
        content = self.export(self.user_executor, file_format="csv")
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        self.assertEqual(row["Person"], "'=HYPERLINK(1)")
        self.assertEqual(row["Reason"], "'-late")
        self.assertEqual(row["Amount"], "300.00")

    def test_executed_with_reference(self):
        with self.at("2026-03-20 09:00"):
            self._run_wizard(
                "execute",
                self.user_executor,
                penalty_ids=self.penalty.ids,
                reference="Payroll 2026-03",
            )
        content = self.export(
            self.user_executor, file_format="csv", period_field="date_executed"
        )
        [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        self.assertEqual(row["Reference"], "Payroll 2026-03")

    def test_needs_the_right_to_export(self):
        self.user_executor.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaisesRegex(AccessError, "may not export"):
            self.export(self.user_executor)

    def test_nothing_for_those_who_may_not_read(self):
        for user in (self.user_auditor, self.user_respondent):
            with self.assertRaisesRegex(UserError, "no such penalties"):
                self.export(user)
