import io
import zipfile
from datetime import datetime

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..models.reporting import complaint_ledger_rows
from .common import ComplaintCommon


@tagged("complaint", "post_install", "-at_install")
class TestLedger(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.ledger.column"].search([]).unlink()
        cls.user_agent.group_ids += cls.env.ref("base.group_allow_export")
        # the clock of the desks, whoever reads
        cls.team.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        cls.late = cls._create_complaint(
            team_id=cls.team.id,
            date_received=datetime(2026, 2, 27, 20, 0),
            late_entry_reason="Import",
        )
        cls.early = cls._create_complaint(
            name="=1+1 and more",
            team_id=cls.team.id,
            customer_name="Li Wei",
            date_received=datetime(2026, 2, 3, 1, 0),
            late_entry_reason="Import",
        )
        cls.secret = cls._create_complaint(
            team_id=cls.team.id,
            customer_name="Hidden Name",
            phone="13900139000",
            is_confidential=True,
            date_received=datetime(2026, 2, 10, 1, 0),
            late_entry_reason="Import",
        )
        cls.branch = cls._create_complaint(
            cls.user_agent_other,
            team_id=cls.team_branch.id,
            date_received=datetime(2026, 2, 11, 1, 0),
            late_entry_reason="Import",
        )
        cls.complaints = cls.late | cls.early | cls.secret | cls.branch

    def _new_ledger(self, user=None, **values):
        ledgers = self.env["complaint.ledger.print"].with_user(user or self.user_agent)
        return ledgers.with_context(tz="America/New_York").create(
            {"date_from": "2026-02-01", "date_to": "2026-02-28", **values}
        )

    def _get_rows(self, ledger):
        columns = ledger._get_columns()
        names = [column.name for column in columns]
        rows = [
            dict(zip(names, row, strict=True)) for row in ledger._iter_rows(columns)
        ]
        ours = set(self.complaints.mapped("number"))
        return [row for row in rows if row["number"] in ours]

    def _get_numbers(self, ledger):
        return [row["number"] for row in self._get_rows(ledger)]

    def test_rows_in_order_of_receipt_by_the_clock_of_the_desk(self):
        rows = self._get_rows(self._new_ledger())
        self.assertEqual(
            [row["number"] for row in rows],
            (self.early | self.secret | self.late).mapped("number"),
        )
        self.assertEqual(rows[0]["date_received"], datetime(2026, 2, 3, 9, 0))
        self.assertEqual(rows[2]["date_received"], datetime(2026, 2, 28, 4, 0))

    def test_period_ends_with_its_last_day(self):
        self.assertNotIn(
            self.late.number, self._get_numbers(self._new_ledger(date_to="2026-02-27"))
        )

    def test_rights_of_the_reader_decide(self):
        self.assertNotIn(self.branch.number, self._get_numbers(self._new_ledger()))
        self.assertEqual(
            len(self._get_numbers(self._new_ledger(self.user_supervisor))), 4
        )
        self.branch.subject_user_ids = self.user_supervisor
        self.assertEqual(
            len(self._get_numbers(self._new_ledger(self.user_supervisor))), 3
        )
        with self.assertRaises(AccessError):
            self._new_ledger(self.user_respondent)

    def test_confidential_cases_keep_their_customer(self):
        row = self._get_rows(self._new_ledger())[1]
        self.assertEqual(row["customer_name"], "Confidential")
        self.assertEqual(row["phone"], "Confidential")

    def test_archived_cases_stay(self):
        self.early.active = False
        self.assertIn(self.early.number, self._get_numbers(self._new_ledger()))

    def test_from_a_selection(self):
        ledgers = self.env["complaint.ledger.print"].with_user(self.user_agent)
        ledger = ledgers.with_context(
            active_model="complaint.complaint", active_ids=self.late.ids
        ).create({})
        self.assertEqual(self._get_numbers(ledger), [self.late.number])

    def test_filters(self):
        ledger = self._new_ledger(self.user_supervisor, team_ids=self.team_branch.ids)
        self.assertEqual(self._get_numbers(ledger), [self.branch.number])
        self.assertEqual(ledger.complaint_count, 1)
        self.early.write({"validity": "valid", "outcome": "solved"})
        self.early.phase = "closed"
        ledger = self._new_ledger(state="closed")
        self.assertEqual(self._get_numbers(ledger), [self.early.number])
        ledger = self._new_ledger(category_ids=self.category.ids)
        self.assertEqual(len(self._get_numbers(ledger)), 3)
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._new_ledger(date_to="2026-01-01")

    def test_pages_join_without_gap(self):
        self.complaints.flush_recordset()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET date_received = %s WHERE id IN %s",
            [datetime(2026, 2, 5), tuple(self.complaints.ids)],
        )
        self.env.invalidate_all()
        self.patch(complaint_ledger_rows, "PAGE", 2)
        ledger = self._new_ledger(self.user_supervisor)
        numbers = self._get_numbers(ledger)
        self.assertEqual(numbers, self.complaints.sorted("id").mapped("number"))

    def test_columns_of_the_company(self):
        columns = self.env["complaint.ledger.column"].with_user(self.user_configurator)
        columns.action_add_usual()
        usual = columns.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            usual.mapped("field_name"), list(complaint_ledger_rows.DEFAULT_COLUMNS)
        )
        usual[2:].unlink()
        usual[1].name = "When"
        ledger = self._new_ledger()
        self.assertEqual(
            [column.label for column in ledger._get_columns()], ["Number", "When"]
        )
        self.assertEqual(len(self._get_rows(ledger)[0]), 2)
        with self.assertRaises(AccessError):
            columns.with_user(self.user_agent).action_add_usual()

    def test_spreadsheet_is_typed_and_safe(self):
        file = io.BytesIO()
        self._new_ledger()._write_spreadsheet(file)
        self.assertNotIn(b"<f>", zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml"))
        sheet = load_workbook(file).active
        self.assertEqual(sheet.freeze_panes, "A3")
        self.assertTrue(sheet.auto_filter.ref)
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=3)}
        early = rows[self.early.number]
        self.assertEqual(early[1].value, datetime(2026, 2, 3, 9, 0))
        self.assertEqual(early[2].value, "=1+1 and more")
        self.assertEqual(early[2].data_type, "s")
        self.assertTrue(early[2].quotePrefix)

    def test_print_shows_rows_and_totals(self):
        ledger = self._new_ledger()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_agent)
            ._render_qweb_html(
                "complaint_management.complaint_ledger_report", ledger.ids
            )
        )
        text = html.decode()
        for number in (self.late | self.early | self.secret).mapped("number"):
            self.assertIn(number, text)
        self.assertNotIn("Hidden Name", text)
        self.assertIn("<thead>", text)
        self.assertIn("Approved by", text)

    def test_too_many_for_paper(self):
        self.patch(type(self.env["complaint.ledger.print"]), "complaint_count", 999999)
        with self.assertRaisesRegex(UserError, "too many for paper"):
            self._new_ledger().action_print()

    def test_export_needs_the_right_to_export(self):
        ledger = self._new_ledger()
        self.user_agent.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            ledger.action_export()


@tagged("complaint", "post_install", "-at_install")
class TestLedgerDownload(HttpCase, ComplaintCommon):
    def test_download(self):
        self.user_agent.group_ids += self.env.ref("base.group_allow_export")
        self._create_complaint(team_id=self.team.id)
        ledgers = self.env["complaint.ledger.print"].with_user(self.user_agent)
        ledger = ledgers.create({"date_from": "2026-01-01", "date_to": "2036-12-31"})
        path = f"/complaint_management/ledger/{ledger.id}"
        response = self._download(path, self.user_agent)
        self.assertEqual(response.status_code, 200)
        sheet = load_workbook(io.BytesIO(response.content)).active
        self.assertGreaterEqual(sheet.max_row, 3)
        response = self._download(path, self.user_agent_other)
        self.assertEqual(response.status_code, 403)

    def _download(self, path, user):
        """What the browser sends to fetch a file."""
        self.authenticate(user.login, user.login)
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self)})
