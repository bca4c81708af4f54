from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .resolution_common import ResolutionCommon

CUSTOMER = ("Wang Fang", "wang@customer.example", "13800138000", "Canary")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestFormsOfOthers(ResolutionCommon):
    """A form proposes nothing from a case that its user may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.body = cls.env["res.partner"].create({"name": "Canary Authority"})
        cls.complaint = cls._create_complaint(
            name="Canary subject",
            partner_id=cls.partner.id,
            external_body_id=cls.body.id,
            external_reference="Canary 7",
        )

    def _show(self, model, user, values, context=None):
        """What the form shows to the user, as text; nothing when it refuses."""
        records = self.env[model].with_user(user).with_context(**(context or {}))
        shown = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in records._fields.items()
            if name in values
            or (
                field.type in ("char", "text", "html", "many2one")
                and name in records.fields_get([name])
            )
        }
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            return str(records.onchange(dict(values), list(values), shown))
        except AccessError:
            return ""

    def test_customer_stays_with_his_desk(self):
        for model in ("callback", "contact", "evidence", "letter", "proceeding"):
            name = f"complaint.{model}"
            case = {"complaint_id": self.complaint.id}
            own = self._show(name, self.user_agent, case)
            with self.subTest(model=model):
                self.assertTrue(any(word in own for word in CUSTOMER))
            for values, context in (
                (case, {}),
                ({}, {"default_complaint_id": self.complaint.id}),
                ({"complaint_id": {"id": self.complaint.id}}, {}),
            ):
                shown = self._show(name, self.user_agent_other, values, context)
                with self.subTest(model=model, values=values):
                    self.assertFalse([word for word in CUSTOMER if word in shown])

    def test_lines_of_other_forms(self):
        """The same through a list in the form of something else."""
        remedies = [Command.create({"complaint_id": self.complaint.id})]
        wizard = self.env["complaint.remedy.give"].with_user(self.user_agent_other)
        self.complaint.fault_department_id = self.department_quality
        self.env.flush_all()
        self.env.invalidate_all()
        shown = wizard.onchange(
            {"remedy_ids": remedies},
            ["remedy_ids"],
            {
                "remedy_ids": {
                    "fields": {"bearer_department_id": {"fields": {"name": {}}}}
                }
            },
        )
        self.assertNotIn(self.department_quality.name, str(shown))

    def test_mass_incident_of_others(self):
        wizard, cases = "complaint.complaint.incident", self.complaint.ids
        values = {"complaint_ids": [Command.set(cases)]}
        self.assertIn("Canary", self._show(wizard, self.user_agent, values))
        self.assertNotIn("Canary", self._show(wizard, self.user_agent_other, values))

    def test_measures_of_others(self):
        assignment = self._dispatch_elsewhere()
        for values in (
            {"complaint_ids": [Command.set(self.complaint.ids)]},
            {"assignment_id": assignment.id},
        ):
            shown = self._show("complaint.measure", self.user_agent_other, values)
            self.assertNotIn(self.department_quality.name, shown)
        measure = (
            self.env["complaint.measure"]
            .with_user(self.user_agent_other)
            .create({"name": "Check the boxes"})
        )
        with self.assertRaises(AccessError):
            measure.assignment_id = assignment

    def _dispatch_elsewhere(self):
        return self._dispatch(self.complaint, self.department_quality)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestDoorsOfParts(ResolutionCommon):
    """What only acts write cannot be written by API, import or mass edit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(partner_id=cls.partner.id)
        cls.other = cls._create_complaint(partner_id=cls.partner.id)

    def _create(self, model, **values):
        records = self.env[model].with_user(self.user_agent)
        return records.create({"complaint_id": self.complaint.id, **values})

    def test_parts_stay_with_their_case(self):
        for part in (
            self._create("complaint.evidence", name="Photo"),
            self._create("complaint.letter"),
            self._create("complaint.contact", content="Here", channel="public"),
            self._create("complaint.callback"),
            self._plan(self.complaint, "refund", amount=5),
        ):
            with self.subTest(model=part._name), self.assertRaises(AccessError):
                part.complaint_id = self.other

    def test_no_course_by_hand(self):
        """Neither API, nor mass edit, nor import write what only acts reach."""
        body = self.env["res.partner"].create({"name": "Authority"})
        measures = self.env["complaint.measure"].with_user(self.user_agent)
        for document, forged in (
            (self._propose(self.complaint), {"state": "agreed"}),
            (self._plan(self.complaint, "repair"), {"state": "given"}),
            (self._create("complaint.letter"), {"state": "sent"}),
            (self._create("complaint.callback"), {"state": "done"}),
            (
                self._create("complaint.contact", content="Here", channel="public"),
                {"state": "done"},
            ),
            (
                self._create("complaint.proceeding", partner_id=body.id),
                {"state": "decided"},
            ),
            (self._create("complaint.review"), {"result": "confirmed"}),
            (measures.create({"name": "Stronger boxes"}), {"effect": "effective"}),
        ):
            with self.subTest(model=document._name):
                names = [".id", *forged]
                with self.assertRaises(AccessError):
                    document.write(forged)
                with self.assertRaises(AccessError):
                    document.web_save(forged, {})
                result = document.load(names, [[str(document.id), *forged.values()]])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"][0]["message"])
                [name] = forged
                self.assertNotEqual(document[name], forged[name])

    def test_merging_moves_what_was_gathered(self):
        evidence = self._create("complaint.evidence", name="Photo")
        contact = self._create("complaint.contact", content="We called")
        self.complaint.with_user(self.user_agent)._merge_into(
            self.other.with_user(self.user_agent)
        )
        self.assertEqual(evidence.complaint_id, self.other)
        self.assertEqual(contact.complaint_id, self.other)

    def test_nobody_is_made_to_have_answered(self):
        asked = {
            "user_id": self.user_employee.id,
            "questions": "<p>Where were you?</p>",
        }
        for forged in ({"answer": "<p>It was me</p>"}, {"state": "answered"}):
            with self.assertRaises(AccessError):
                self._create("complaint.statement", **asked, **forged)
        statements = self.env["complaint.statement"].with_user(self.user_agent)
        statement = statements.with_context(default_answer="<p>It was me</p>").create(
            {"complaint_id": self.complaint.id, **asked, "date_due": "2030-01-01"}
        )
        self.assertFalse(statement.answer)
        self.assertEqual(statement.requested_by_id, self.user_agent)

    def test_public_answer_stays_while_it_is_reviewed(self):
        self._approve_by("public_answer", "supervisor")
        contact = self._create("complaint.contact", content="Sorry", channel="public")
        contact.action_publish()
        with self.assertRaisesRegex(AccessError, "waits for approval"):
            contact.content = "We do not care"

    def test_letter_of_an_undecided_solution(self):
        solution = self._propose(self.complaint)
        letter = self._write(self.complaint, "solution", solution_id=solution.id)
        with self.assertRaisesRegex(UserError, "has not been approved"):
            letter.action_send()
        with self.assertRaisesRegex(UserError, "same complaint"):
            self._write(self.other, "solution", solution_id=solution.id)

    def test_receipts_come_with_the_handing_over(self):
        """P23: nobody writes by hand that money was handed over."""
        forged = {"handed_to": "Myself", "receipt_number": "R-0"}
        with self.assertRaises(AccessError):
            self._plan(self.complaint, "refund", amount=5, **forged)
        remedies = self.env["complaint.remedy"].with_user(self.user_agent)
        remedy = remedies.with_context(default_receipt_number="R-0").create(
            {
                "complaint_id": self.complaint.id,
                "type_id": self.remedy_types["refund"].id,
                "amount": 5,
            }
        )
        self.assertFalse(remedy.receipt_number)
        with self.assertRaises(AccessError):
            remedy.write(forged)
        remedy.action_submit()
        with self.assertRaisesRegex(UserError, "for a receipt"):
            self._give(remedy, receipt_number=False)
        self._give(remedy, receipt_number="R-7")
        self.assertEqual(remedy.handed_by_id, self.user_agent)

    def test_files_of_others_are_not_adopted(self):
        foreign = self._create_complaint(user=self.user_agent_other)
        file = self.env["ir.attachment"].create(
            {
                "name": "canary.txt",
                "raw": b"canary",
                "res_model": foreign._name,
                "res_id": foreign.id,
            }
        )
        evidence = self._create("complaint.evidence", name="Photo")
        for values in (
            {"attachment_ids": file.ids},
            {"attachment_ids": [(4, file.id)]},
        ):
            with self.assertRaises(AccessError):
                evidence.write(values)
        remedy = self._plan(self.complaint, "refund", amount=5)
        remedy.action_submit()
        with self.assertRaises(AccessError):
            self._give(remedy, receipt_ids=file.ids)
        self.assertEqual(file.res_id, foreign.id)
        own = self.env["ir.attachment"].with_user(self.user_agent)
        photo = own.create({"name": "photo.txt", "raw": b"photo"})
        evidence.attachment_ids = photo
        self.assertEqual((photo.res_model, photo.res_id), (evidence._name, evidence.id))
