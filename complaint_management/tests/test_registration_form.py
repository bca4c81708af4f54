import io

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .common import ComplaintCommon

REPORT = "complaint_management.action_report_complaint_registration_form"


@tagged("post_install", "-at_install", "complaint")
class TestRegistrationForm(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["res.lang"]._activate_lang("zh_TW")
        cls.setting = cls.env["complaint.form.setting"].create(
            {
                "procedure_id": cls.procedure.id,
                "form": "registration",
                "title": "Customer Complaint Record",
            }
        )
        cls.setting.update_field_translations(
            "title", {"zh_CN": "客户投诉登记表", "zh_TW": "客戶投訴登記表"}
        )
        cls.complaint = cls._create_complaint(
            partner_id=cls.partner.id,
            description="<p>The box was <b>crushed</b>.</p><img src='https://x.example'/>",
            demand="A new parcel",
            expectation="An apology",
            incident_place="Counter 3",
            subject_name="The courier",
            confidential_note="The neighbour told her",
            item_ids=[Command.create({"name": "Rude courier"})],
        )

    def _print(self, complaints=None, user=None):
        """The text of each printed page, and the pages themselves."""
        reports = self.env["ir.actions.report"].with_user(user or self.user_agent)
        complaints = complaints or self.complaint
        content, _kind = reports._render_qweb_html(REPORT, complaints.ids)
        pages = html.fromstring(content).find_class("o_complaint_form")
        return [page.text_content() for page in pages], pages

    def test_contents(self):
        [text], [page] = self._print()
        for part in (
            self.complaint.number,
            "Customer Complaint Record",
            self.company.name,
            "Wang Fang",
            "13800138000",
            "wang@customer.example",
            self.category.name,
            "Parcel arrived broken",
            "The box was crushed.",
            "A new parcel",
            "An apology",
            "Counter 3",
            "The courier",
            "Rude courier",
            self.user_agent.name,
        ):
            self.assertIn(part, text)
        self.assertEqual(page.get("lang"), "en-US")

    def test_nothing_is_fetched_from_received_text(self):
        _text, [page] = self._print()
        sources = [image.get("src") for image in page.iter("img")]
        self.assertFalse([src for src in sources if not src.startswith("data:")])

    def test_numbered_and_kept_as_the_procedure_says(self):
        self.setting.write(
            {
                "control_number": "PM03-01-09-R01",
                "number_pattern": "TS-%(year)s-%(number)s",
                "retention_months": 12,
            }
        )
        [text], _pages = self._print()
        year = self.complaint.create_date.year
        for part in (
            f"TS-{year}-{self.complaint.number}",
            "PM03-01-09-R01",
            "Keep for 12 months",
        ):
            self.assertIn(part, text)
        self.complaint.date_closed = "2026-02-10 08:00:00"
        [text], _pages = self._print()
        self.assertIn("Keep until 2027-02-10", text)

    def test_pattern_of_unknown_parts(self):
        for pattern in ("%(sequence)s", "%(number)d", "%(number", "100%"):
            with self.assertRaisesRegex(ValidationError, r"write %\(number\)s"):
                self.setting.number_pattern = pattern

    def test_usual_name_and_number(self):
        self.setting.unlink()
        [text], _pages = self._print()
        self.assertIn("Complaint Registration Form", text)
        self.assertIn(self.complaint.number, text)

    def test_properties_of_the_category(self):
        """P04, P11, P21: contract, policy or batch number, as the category defines."""
        self.category.properties_definition = [
            {"name": "batch", "string": "Batch Number", "type": "char"},
            {
                "name": "sample",
                "string": "Sample",
                "type": "selection",
                "selection": [["kept", "Kept at the Desk"], ["none", "None"]],
            },
            {"name": "count", "string": "Cartons", "type": "integer"},
        ]
        self.complaint.properties = {"batch": "B-7781", "sample": "kept", "count": 21}
        [text], _pages = self._print()
        for part in ("Batch Number", "B-7781", "Kept at the Desk", "Cartons", "21"):
            self.assertIn(part, text)
        self.complaint.is_confidential = True
        [text], _pages = self._print()
        self.assertNotIn("B-7781", text)

    def test_confidential_passage_stays_at_the_desk(self):
        [text], _pages = self._print()
        self.assertNotIn("The neighbour told her", text)

    def test_confidential_complaint_hides_the_customer(self):
        self.complaint.is_confidential = True
        [text], _pages = self._print()
        self.assertIn("Confidential", text)
        for part in ("Wang Fang", "13800138000", "wang@customer.example"):
            self.assertNotIn(part, text)

    def test_language_of_the_customer(self):
        for lang, title in (("zh_CN", "客户投诉登记表"), ("zh_TW", "客戶投訴登記表")):
            self.partner.lang = lang
            [text], [page] = self._print()
            self.assertIn(title, text)
            self.assertEqual(page.get("lang"), lang.replace("_", "-"))

    def test_language_of_the_company_without_customer(self):
        self.company.partner_id.lang = "zh_CN"
        complaint = self._create_complaint(is_anonymous=True)
        [text], [page] = self._print(complaint)
        self.assertIn("客户投诉登记表", text)
        self.assertEqual(page.get("lang"), "zh-CN")

    def test_one_page_for_each_complaint(self):
        complaints = self.complaint
        for index in range(2):
            complaints |= self._create_complaint(name=f"Case {index}")
        texts, _pages = self._print(complaints)
        self.assertEqual(len(texts), 3)
        for complaint, text in zip(complaints, texts, strict=True):
            self.assertIn(complaint.number, text)

    def test_pdf_of_several_complaints(self):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        if reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        complaints = self.complaint | self._create_complaint()
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(REPORT, complaints.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(PdfFileReader(io.BytesIO(content)).numPages, 2)

    def test_respondents_cannot_print(self):
        for user in (self.user_respondent, self.user_employee):
            with self.assertRaises(AccessError):
                self._print(user=user)
        report = self.env.ref(REPORT)
        self.assertFalse(report.group_ids & self.user_respondent.all_group_ids)
