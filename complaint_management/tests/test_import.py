import csv
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged, users
from odoo.tools import mute_logger

from ..models.register.complaint_import_mixin import IMPORTED_FIELDS
from .common import ComplaintCommon

COLUMNS = ["number", "name", "date_received", "date_closed", "stage_id", "category_id"]


@tagged("post_install", "-at_install", "complaint")
class TestImport(ComplaintCommon):
    def _load(self, columns, *rows, **context):
        """The complaints that the supervisor imports."""
        complaints = self.env["complaint.complaint"].with_user(self.user_supervisor)
        result = complaints.with_context(**context).load(columns, list(map(list, rows)))
        self.assertFalse(result["messages"])
        return self.env["complaint.complaint"].browse(result["ids"])

    def _load_old(self, count=1, first=1, **context):
        rows = (
            (
                f"OLD-{number}",
                "Parcel arrived broken",
                "2019-03-01 08:00:00",
                "2019-03-05 17:30:00",
                "Closed",
                self.category.name,
            )
            for number in range(first, first + count)
        )
        return self._load(COLUMNS, *rows, **context)

    def test_history_is_kept(self):
        complaint = self._load_old()
        self.assertTrue(complaint.is_historic)
        self.assertEqual(complaint.number, "OLD-1")
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(str(complaint.date_closed), "2019-03-05 17:30:00")
        self.assertEqual(
            [(m.code, str(m.date)) for m in complaint.milestone_ids],
            [
                ("received", "2019-03-01 08:00:00"),
                ("closed", "2019-03-05 17:30:00"),
            ],
        )

    def test_properties_of_the_category_are_imported(self):
        self.category.properties_definition = [
            {"name": "batch", "type": "char", "string": "Batch"},
        ]
        complaint = self._load(
            ["number", "name", "category_id", "properties.batch"],
            ("OLD-7", "Mouldy rice", self.category.name, "B-7781"),
        )
        self.assertEqual(complaint.properties["batch"], "B-7781")

    def test_history_has_no_effects(self):
        with self.mock_mail_gateway():
            complaint = self._load(
                ["name", "date_received", "email_from", "user_id"],
                ("Old", "2019-03-01 08:00:00", "a@b.example", "Complaint agent_other"),
            )
        self.assertEqual(complaint.user_id, self.user_agent_other)
        self.assertFalse(complaint.message_follower_ids)
        self.assertFalse(complaint.message_ids)
        self.assertFalse(complaint.activity_ids)
        self.assertFalse(self._new_mails)

    def test_unnumbered_rows_are_numbered(self):
        complaints = self._load(["name"], ("One",), ("Two",))
        self.assertEqual(len(set(complaints.mapped("number"))), 2)
        self.assertTrue(all(complaints.mapped("number")))

    def test_file_may_say_otherwise(self):
        live, historic = self._load(
            ["name", "is_historic"], ("Today", "No"), ("Long ago", "Yes")
        )
        self.assertFalse(live.is_historic)
        self.assertIn("registered", live.milestone_ids.mapped("code"))
        self.assertTrue(historic.is_historic)

    def test_live_rows_meet_the_guards(self):
        result = (
            self.env["complaint.complaint"]
            .with_user(self.user_supervisor)
            .load(
                ["name", "date_received", "is_historic"],
                [["Late", "2019-03-01 08:00:00", "No"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("late entry", result["messages"][0]["message"])

    def test_changing_by_import_keeps_live_complaints_live(self):
        complaint = self._create_complaint()
        self._load([".id", "name"], (str(complaint.id), "Changed"))
        self.assertEqual(complaint.name, "Changed")
        self.assertFalse(complaint.is_historic)

    def test_names_are_looked_up_once(self):
        self._load_old(first=1)
        queries = {}
        for count, first in ((5, 1000), (50, 2000)):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._load_old(count=count, first=first)
            queries[count] = self.cr.sql_log_count - before
        self.assertLess(queries[50] - queries[5], 45, queries)

    def test_import_page(self):
        """Every field of the template can be chosen, is recognised by its label, and a
        file of these columns is imported."""
        self.env["res.lang"]._activate_lang("zh_CN")
        complaints = self.env["complaint.complaint"]
        labels = complaints.fields_get(IMPORTED_FIELDS, ["string"])
        output = io.StringIO()
        writer = csv.writer(output)
        writer.writerow([labels[name]["string"] for name in COLUMNS])
        writer.writerow(
            ["OLD-7", "Old", "2019-03-01 08:00:00", "2019-03-02 08:00:00", "Closed", ""]
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user_supervisor)
            .create(
                {
                    "res_model": "complaint.complaint",
                    "file": output.getvalue().encode(),
                    "file_type": "text/csv",
                    "file_name": "old.csv",
                }
            )
        )
        preview = wizard.parse_preview(options)
        matched = [preview["matches"].get(index) for index in range(len(COLUMNS))]
        self.assertEqual(matched, [[name] for name in COLUMNS])
        result = wizard.execute_import(COLUMNS, preview["headers"], preview["options"])
        complaint = complaints.browse(result["ids"])
        self.assertEqual((complaint.number, complaint.phase), ("OLD-7", "closed"))
        self.assertTrue(complaint.is_historic)

    @users("complaint_employee")
    def test_employees_cannot_import(self):
        with self.assertRaises(AccessError):
            self.env["complaint.complaint"].create({"name": "By the back door"})
        result = self.env["complaint.complaint"].load(["name"], [["Back door"]])
        self.assertFalse(result["ids"])


@tagged("post_install", "-at_install", "complaint")
class TestImportTemplate(HttpCase, ComplaintCommon):
    def test_template(self):
        [template] = self.env["complaint.complaint"].get_import_templates()
        self.authenticate("complaint_agent", "complaint_agent")
        response = self.url_open(template["template"])
        sheet = load_workbook(io.BytesIO(response.content)).active
        labels = self.env["complaint.complaint"].fields_get(IMPORTED_FIELDS, ["string"])
        headers = [cell.value for cell in sheet[1]]
        self.assertEqual(headers, [labels[name]["string"] for name in IMPORTED_FIELDS])
        self.assertEqual(len(set(headers)), len(headers))

    def test_template_is_for_those_who_may_import(self):
        self.authenticate("complaint_employee", "complaint_employee")
        with mute_logger("odoo.http"):
            response = self.url_open("/complaint_management/import_template")
        self.assertEqual(response.status_code, 403)
