from odoo.tests import tagged

from .door_common import DoorMixin
from .security_common import SecurityCommon

# what others are part of
WHOLES = (
    "complaint.complaint",
    "complaint.assignment",
    "complaint.solution",
    "complaint.callback",
    "complaint.procedure",
)
# fields that lead to one of these without making a part: (model, field)
CHOICES = {
    ("complaint.approval.rule", "procedure_id"),
    ("complaint.classification.rule", "procedure_id"),
    ("complaint.complaint", "parent_id"),
    ("complaint.complaint", "procedure_id"),
    ("complaint.procedure.choice", "procedure_id"),
    ("complaint.team", "procedure_id"),
}
# what a record needs beyond its required fields
NEEDS = {"complaint.penalty": {"occasion": "month"}}
FOREIGN_CASES = ("other", "company", "conflict")
ROLES = ("agent", "respondent", "supervisor", "configurator")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestPartSecurity(DoorMixin, SecurityCommon):
    """Parts do not move: nobody hangs what he may write below what he may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.complaints["company"].company_id
        cls.user_foreign = cls._new_user("foreign", "agent")
        cls.user_foreign.write(
            {"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id}
        )
        cls.complaints["company"].team_id.member_ids = [
            (0, 0, {"user_id": cls.user_foreign.id})
        ]
        cls.env["complaint.procedure"].search([]).penalty_mode = "tariff"
        cls.parts = {
            case: cls._make_parts(cls.complaints[case])
            for case in ("own", "other", "company", "conflict")
        }

    @classmethod
    def _get_part_models(cls):
        """Our models that some user writes."""
        access = cls.env["ir.model.access"].search([("perm_write", "=", True)])
        written = set(access.filtered("group_id").model_id.mapped("model"))
        return [
            cls.env[name]
            for name in sorted(written)
            if name.startswith("complaint.") and not cls.env[name]._transient
        ]

    @classmethod
    def _get_whole_fields(cls, model):
        return [
            name
            for name, field in model._fields.items()
            if field.comodel_name in WHOLES
            and field.type == "many2one"
            and field.store
            and not field.readonly
            and (model._name, name) not in CHOICES
        ]

    @classmethod
    def _make_parts(cls, complaint):
        """One part of each kind, by model."""
        wholes = {
            complaint._name: complaint,
            "complaint.assignment": complaint.assignment_ids[:1],
            "res.partner": cls.partner,
            "res.users": cls.user_auditor,
            "hr.department": complaint.assignment_ids[:1].department_id,
            "complaint.procedure": complaint.procedure_id.copy(
                {"company_id": complaint.company_id.id}
            ),
        }
        models = [
            model for model in cls._get_part_models() if model._name not in wholes
        ]
        # those on which others hang come first; what is paused is not suspended
        first = (*WHOLES, "complaint.suspension")
        for model in sorted(models, key=lambda model: model._name not in first):
            if cls._get_whole_fields(model):
                wholes[model._name] = cls._make_part(model, wholes)
        return wholes

    @classmethod
    def _make_part(cls, model, wholes):
        values = {
            name: wholes[model._fields[name].comodel_name].id
            for name in cls._get_whole_fields(model)
        }
        for name, field in model._fields.items():
            if not field.required or field.related or field.default:
                continue
            sample = wholes.get(field.comodel_name)
            if sample:
                values.setdefault(name, sample.id)
            elif not field.compute:
                values.setdefault(name, cls._get_any_value(model, field))
        values.update(NEEDS.get(model._name, {}))
        known = model.search(
            [(name, "=", values[name]) for name in cls._get_whole_fields(model)],
            limit=1,
        )
        return known or model.create(values)

    @classmethod
    def _get_any_value(cls, model, field):
        if field.type == "many2one":
            return cls.env[field.comodel_name].search([], limit=1).id
        if field.type == "selection":
            return field.get_values(cls.env)[-1]
        return {
            "char": model._name[-8:],
            "text": "x",
            "html": "<p>x</p>",
            "date": "2026-03-06",
            "datetime": "2099-03-06 09:00:00",
        }.get(field.type, 1)

    def test_every_part_is_guarded(self):
        mixin = self.env.registry["complaint.part.mixin"]
        for model in self._get_part_models():
            for name in self._get_whole_fields(model):
                with self.subTest(model=model._name, field=name):
                    self.assertIsInstance(model, mixin)
                    self.assertIn(name, model._get_belonging_fields())

    def test_parts_stay(self):
        """No role hangs a part of its own case below another, whatever the field."""
        tried = 0
        for model, part in self.parts["own"].items():
            for name in self._get_whole_fields(part):
                for case in FOREIGN_CASES:
                    foreign = self.parts[case][part._fields[name].comodel_name]
                    for role in ROLES:
                        with self.subTest(model=model, field=name, to=case, role=role):
                            before = part[name]
                            values = {name: foreign.id}
                            self.assertTrue(
                                self._attack(
                                    self.users[role], model, "write", part.ids, values
                                )
                            )
                            self.assertEqual(part[name], before)
                            tried += 1
        self.assertGreater(tried, 200)

    def test_parts_are_not_pulled(self):
        """The list of a case takes in no part of another one."""
        complaint = self.complaints["own"]
        for name, field in complaint._fields.items():
            part = self.parts["other"].get(field.comodel_name)
            if field.type != "one2many" or not part:
                continue
            with self.subTest(field=name):
                before = part[field.inverse_name]
                values = {name: [(4, part.id)]}
                self._attack(
                    self.user_agent, complaint._name, "write", complaint.ids, values
                )
                self.assertEqual(part[field.inverse_name], before)

    def test_nothing_is_added_to_what_is_not_ones_own(self):
        for model, part in self.parts["other"].items():
            names = self._get_whole_fields(part)
            for case in FOREIGN_CASES if names else ():
                values = self._copy_values(self.parts[case][model], names)
                for role in ("agent", "respondent", "employee", "configurator"):
                    with self.subTest(model=model, below=case, role=role):
                        if role == "configurator" and case != "company":
                            continue  # settings of the own company are his
                        self.assertTrue(
                            self._attack(self.users[role], model, "create", [values])
                        )

    def test_agent_of_another_company(self):
        for model, part in self.parts["own"].items():
            for name in self._get_whole_fields(part):
                own = self.parts["company"][part._fields[name].comodel_name]
                with self.subTest(model=model, field=name):
                    before = part[name]
                    values = {name: own.id}
                    self.assertTrue(
                        self._attack(
                            self.user_foreign, model, "write", part.ids, values
                        )
                    )
                    self.assertEqual(part[name], before)

    def test_what_is_computed_stays(self):
        """The stored company of a document, and all that follows from other fields."""
        elsewhere = self.complaints["company"].company_id
        self.user_supervisor.company_ids |= elsewhere
        for model, part in self.parts["own"].items():
            if "company_id" not in part._fields or part._fields["company_id"].store is (
                False
            ):
                continue
            for role in ("agent", "supervisor"):
                with self.subTest(model=model, role=role):
                    before = part.company_id
                    values = {"company_id": elsewhere.id}
                    self.assertTrue(
                        self._attack(self.users[role], model, "write", part.ids, values)
                    )
                    self.assertEqual(part.company_id, before)

    def test_a_letter_names_solutions_of_its_case(self):
        """Two cases of the same desk: what one may write is still not of this case."""
        second = self._create_complaint(category_id=self.category.id)
        solution = self.env["complaint.solution"].create({"complaint_id": second.id})
        letter = self.parts["own"]["complaint.letter"]
        values = {"solution_id": solution.id}
        self.assertTrue(
            self._attack(
                self.user_agent, "complaint.letter", "write", letter.ids, values
            )
        )

    def _copy_values(self, part, names):
        fields = [
            name
            for name, field in part._fields.items()
            if field.required and field.store and not field.readonly
        ]
        return part._convert_to_write({name: part[name] for name in {*fields, *names}})
