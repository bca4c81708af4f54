import inspect

from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .security_common import SecurityCommon

STRANGERS = ("employee", "respondent", "manager", "agent", "configurator")
READERS = ("executive", "auditor")
# registering is everybody's right
OPEN_TO_ALL = ("complaint.complaint.register",)
# counted, not compared
BESIDE = ("mail_message", "mail_activity", "mail_followers", "ir_attachment")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestPublicMethods(SecurityCommon):
    """No public method lets a role do what its buttons do not: whatever the API lets
    somebody call on what he may not write changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._approve_by("dispatch", "supervisor")
        cls._dispatch(cls.complaints["other"], user=cls.user_agent_other)
        cls.tables = [
            model._table
            for model in map(cls.env.__getitem__, cls._get_own_models())
            if not model._transient and model._auto
        ]

    @classmethod
    def _get_own_models(cls):
        return sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("complaint.") and not model._abstract
        )

    def test_documents_of_others(self):
        """Another team's case and all its parts, for who has nothing to do with it and
        for who only reads."""
        checked = set()
        samples = self._get_samples(self.complaints["other"])
        self.before = self._get_snapshot()
        for document in samples:
            for role in STRANGERS + READERS:
                user = self.users[role]
                if document.with_user(user).has_access("write"):
                    continue
                for name in self._get_public_methods(document):
                    with self.subTest(model=document._name, method=name, role=role):
                        self._call_in_vain(document.with_user(user), name)
                    checked.add((document._name, name))
        models = {model for model, _name in checked}
        for model in ("complaint", "assignment", "statement", "approval", "deadline"):
            self.assertIn(f"complaint.{model}", models)

    def test_methods_with_parameters(self):
        """The same with whatever the API lets callers say, and for the methods of the
        mail framework on documents that the role may not even read."""
        attacked = set()
        samples = self._get_samples(self.complaints["other"])
        self.before = self._get_snapshot()
        for document in samples:
            for role in STRANGERS + READERS:
                user = self.users[role]
                if document.with_user(user).has_access("write"):
                    continue
                names = self._get_methods_with_parameters(document)
                framework = self._get_mail_methods(document)
                if document.with_user(user).has_access("read"):
                    # readers may say something, in their own name
                    names -= framework
                else:
                    names |= framework
                for name in sorted(names):
                    with self.subTest(model=document._name, method=name, role=role):
                        self._call_by_api(document, user, name)
                    attacked.add((document._name, name))
        for name in ("message_post", "message_subscribe", "message_update", "web_save"):
            self.assertIn(("complaint.assignment", name), attacked)

    def test_settings(self):
        """Settings belong to configurators."""
        self.before = self._get_snapshot()
        for name in self._get_own_models():
            model = self.env[name]
            if model._transient or "complaint_id" in model._fields:
                continue
            setting = model.search([], limit=1)
            for role in ("employee", "agent", "auditor"):
                user = self.users[role]
                if not setting or setting.with_user(user).has_access("write"):
                    continue
                for method in self._get_public_methods(setting):
                    with self.subTest(model=name, method=method, role=role):
                        self._call_in_vain(setting.with_user(user), method)

    def test_wizards_on_documents_of_others(self):
        """A wizard opened by hand on what is not one's own does nothing."""
        samples = {
            document._name: document
            for document in self._get_samples(self.complaints["other"])
        }
        self.before = self._get_snapshot()
        for name in self._get_own_models():
            if not self.env[name]._transient or name in OPEN_TO_ALL:
                continue
            for role in STRANGERS + READERS:
                wizard = self._open_wizard(name, samples, self.users[role])
                for method in self._get_public_methods(wizard) if wizard else ():
                    with self.subTest(model=name, method=method, role=role):
                        self._call_in_vain(wizard, method)

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    def _call_in_vain(self, record, name):
        """Call the method: it refuses, or changes nothing of ours."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                getattr(record, name)()
                self.env.flush_all()
                self.assertEqual(self._get_snapshot(), self.before)
        except (UserError, AccessError):
            self.env.invalidate_all()

    def _call_by_api(self, document, user, name):
        """As the API calls it, with values that fit: it refuses, cannot be called so,
        or changes nothing of ours."""
        method = getattr(type(document), name)
        arguments = self._get_arguments(method, document)
        ids = [] if getattr(method, "_api_model", False) else [document.ids]
        try:
            with self.env.cr.savepoint() as attack, mute_logger("odoo.sql_db"):
                call_kw(self.env(user=user)[document._name], name, ids, dict(arguments))
                after = self._get_snapshot()
                attack.rollback()
        except Exception:
            # refused, or no way to call it: undone in any case
            self.env.invalidate_all()
            return
        self.env.invalidate_all()
        names = [*self.tables, *BESIDE]
        pairs = zip(names, self.before, after, strict=True)
        changed = {name for name, before, now in pairs if before != now}
        # what an employee hands in as mail waits there, without effect
        self.assertFalse(changed - {"complaint_intake"})

    def _get_arguments(self, method, document):
        """A value for each parameter, chosen by its name."""
        executive = self.users["executive"].partner_id
        for name, parameter in inspect.signature(method).parameters.items():
            if name == "self":
                continue
            if parameter.kind == parameter.VAR_KEYWORD:
                if name == "kwargs" and method.__name__.startswith("message_"):
                    yield "body", "I approve"
                    yield "author_id", executive.id
                    yield "partner_ids", executive.ids
            elif parameter.kind != parameter.VAR_POSITIONAL:
                yield name, self._get_argument(name, document, executive)

    def _get_argument(self, name, document, executive):
        if name in ("vals", "values", "msg_dict", "update_vals", "custom_values"):
            return {"author_id": executive.id, "body": "<p>I confess</p>"}
        if name in ("partner_ids", "user_ids"):
            return executive.ids
        if name == "model":
            return document._name
        if name == "message":
            return "From: a@x.example\r\nTo: b@x.example\r\n\r\nI confess"
        if name.endswith("_ids"):
            return document.ids
        if name.endswith("_id"):
            return document.id
        return {"author_id": executive.id, "specification": {}}.get(name, False)

    def _get_snapshot(self):
        """Contents of our tables, and number of rows of those beside them."""
        self.env.flush_all()
        parts = [
            SQL(
                "(SELECT md5(string_agg(t::text, ',' ORDER BY t.id)) FROM %s t)",
                SQL.identifier(table),
            )
            for table in self.tables
        ] + [
            SQL("(SELECT count(*)::text FROM %s)", SQL.identifier(table))
            for table in BESIDE
        ]
        [row] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(parts)))
        return row

    def _get_samples(self, complaint):
        """The complaint and one of each of its parts, made up where there is none."""
        samples = [complaint]
        for name in self._get_own_models():
            model = self.env[name]
            if "complaint_id" not in model._fields or model._transient:
                continue
            part = model.search([("complaint_id", "=", complaint.id)], limit=1)
            if not part and model._auto:
                part = self._make_up(model, {complaint._name: complaint})
            if part:
                samples.append(part)
        return samples

    def _open_wizard(self, name, samples, user):
        return self._make_up(self.env[name].with_user(user), samples)

    def _make_up(self, model, samples):
        """A record with whatever its required fields take; nothing when that does not
        make a valid one."""
        values = {}
        for name, field in model._fields.items():
            sample = samples.get(field.comodel_name) if field.relational else None
            if sample and field.type == "many2many":
                values[name] = sample.ids
            elif sample and field.type == "many2one":
                values[name] = sample.id
            elif field.required and not field.compute and not field.default:
                values[name] = self._get_any_value(field)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return model.create(values)
        except Exception:
            self.env.invalidate_all()
            return None

    def _get_any_value(self, field):
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().search([], limit=1).id
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return {
            "char": "x",
            "text": "x",
            "html": "<p>x</p>",
            "date": "2026-03-06",
            "datetime": "2026-03-06 09:00:00",
        }.get(field.type, 1)

    def _get_public_methods(self, document):
        """Our own public methods without parameters: what the API can call as is."""
        names = set()
        for cls in type(document).__mro__:
            if cls in BaseModel.__mro__ or "complaint_management" not in cls.__module__:
                continue
            for name, method in vars(cls).items():
                if (
                    not name.startswith("_")
                    and inspect.isfunction(method)
                    and not getattr(method, "_api_private", False)
                    and len(inspect.signature(method).parameters) == 1
                ):
                    names.add(name)
        # deleting and copying are governed by the rights alone
        return sorted(names - {"unlink"})

    def _get_methods_with_parameters(self, document):
        """Our own public methods that take values, also those that override others."""
        names = set()
        for cls in type(document).__mro__:
            if "complaint_management" in cls.__module__:
                names |= self._get_names(cls)
        return names

    def _get_mail_methods(self, document):
        """Public methods of the mail framework on the document."""
        names = set()
        for cls in type(document).__mro__:
            if cls.__module__.startswith("odoo.addons.mail.models.mail_"):
                names |= self._get_names(cls)
        return names

    def _get_names(self, cls):
        return {
            name
            for name, method in vars(cls).items()
            if not name.startswith("_")
            and inspect.isfunction(method)
            and len(inspect.signature(method).parameters) > 1
        } - set(vars(BaseModel))
