"""A company with one record of every model in every position, and one user of every
role, for the access matrix; see ``doc/security.md``."""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.mail.tests.common import mail_new_test_user

from .security_common import SecurityCommon

# letter of the table → case of SecurityCommon
POSITIONS = {
    "o": "own",
    "f": "other",
    "c": "confidential",
    "b": "conflict",
    "x": "company",
}
# what only one desk, company or nobody has: one record for all
SHARED = "o"
# values without which a record of the model cannot be made
SAMPLES = {
    "complaint.access.grant": {"reason": "Canary"},
    "complaint.approval": {"action": "closing", "state": "pending"},
    "complaint.callback.plan": {"partner_domain": "[]"},
    "complaint.escalation": {"trigger": "manual"},
    "complaint.form.setting": {"form": "registration"},
    "complaint.intake": {"state": "processed"},
    "complaint.milestone": {"code": "registered"},
    "complaint.procedure.choice": {"kind": "complaint"},
    "complaint.review": {"kind": "spot_check"},
    "complaint.suspension": {"date_recheck": "2030-01-01"},
    "complaint.penalty": {"occasion": "late"},
}
# the text of a record that nothing else copies
TEXTS = (
    "confidential_note",
    "content",
    "reason",
    "finding",
    "request",
    "note",
    "wish",
    "comment",
    "questions",
    "lesson",
    "cause_analysis",
    "body",
    "description",
    "deviation_reason",
    "result",
    "name",
)


class AccessWorld(SecurityCommon):
    """Texts are ``canary-<position>-<model>``: whoever reads one that the table keeps
    from him has found a leak, by whatever path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_users()
        cls.people = {**cls.users}
        for role in ("unit", "portal", "granted", "delegate", "agent_b"):
            cls.people[role] = getattr(cls, f"user_{role}")
        everybody = [user.id for user in cls.people.values() if not user.share]
        cls.complaints["conflict"].subject_user_ids = [Command.set(everybody)]
        cls.cases = {
            letter: cls.complaints[case].sudo() for letter, case in POSITIONS.items()
        }
        cls._give_mandates()
        for case in cls.cases.values():
            case.procedure_id.penalty_mode = "opinion"
        cls.records = {}
        for name in cls._get_stored_models():
            cls.records[name] = cls._make_records(name)
        for assignment in cls.records["complaint.assignment"].values():
            assignment.date_unreported = cls.env.cr.now()
        for name in cls._get_view_models():
            cls.records[name] = cls._find_records(name)
        cls._add_side_records()
        cls.env.flush_all()
        cls.env.invalidate_all()

    # ------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------

    @classmethod
    def _add_users(cls):
        cls.user_unit = cls._new_user("unit", "unit_administrator")
        cls.user_granted = cls._new_user("granted", "agent")
        cls.user_delegate = cls._new_user("delegate", "respondent")
        cls.user_portal = mail_new_test_user(
            cls.env, "complaint_portal", groups="base.group_portal"
        )
        cls.complaints["own"].partner_id = cls.user_portal.partner_id
        cls.company_b = cls.complaints["company"].company_id
        cls.user_agent_b = cls._new_user("agent_b", "agent")
        cls.user_agent_b.write(
            {
                "company_ids": [Command.set(cls.company_b.ids)],
                "company_id": cls.company_b.id,
            }
        )
        cls.complaints["company"].team_id.member_ids = [
            Command.create({"user_id": cls.user_agent_b.id})
        ]
        users = cls.env["res.users"].browse(u.id for u in cls.users.values())
        users |= cls.user_unit | cls.user_granted | cls.user_delegate | cls.user_agent_b
        export = cls.env.ref("base.group_allow_export")
        users.write({"group_ids": [Command.link(export.id)]})

    @classmethod
    def _give_mandates(cls):
        now = cls.env.cr.now()
        week = {
            "date_from": now - timedelta(days=1),
            "date_to": now + timedelta(days=7),
        }
        cls.env["complaint.delegation"].create(
            {
                "user_id": cls.user_respondent.id,
                "delegate_id": cls.user_delegate.id,
                "is_allowed": True,
                **week,
            }
        )
        cls.env["complaint.access.grant"].create(
            {
                "complaint_id": cls.cases["o"].id,
                "user_id": cls.user_granted.id,
                "reason": "Stands in",
                **week,
            }
        )

    # ------------------------------------------------------------
    # MODELS
    # ------------------------------------------------------------

    @classmethod
    def _get_models(cls):
        return sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("complaint.")
            and not model._abstract
            and not model._transient
        )

    @classmethod
    def _get_stored_models(cls):
        """Parents first."""
        names = [name for name in cls._get_models() if cls.env[name]._auto]
        first = ["complaint.complaint", "complaint.team", "complaint.procedure"]
        last = ["complaint.approval", "complaint.notice", "complaint.pause"]
        middle = [name for name in names if name not in first + last]
        parts = [name for name in middle if cls._get_parents(name)]
        return first + [n for n in middle if n not in parts] + parts + last

    @classmethod
    def _get_view_models(cls):
        return [name for name in cls._get_models() if not cls.env[name]._auto]

    @classmethod
    def _get_parents(cls, name):
        """Fields by which a record hangs on a case, on a part of one or on a setting."""
        return [
            field
            for field in cls.env[name]._fields.values()
            if field.type == "many2one"
            and field.store
            and field.required
            and field.comodel_name.startswith("complaint.")
        ]

    @classmethod
    def _is_of_cases(cls, name):
        model = cls.env[name]
        return (
            name == "complaint.complaint"
            or "complaint_id" in model._fields
            or "complaint_ids" in model._fields
            or any(cls._is_of_cases(f.comodel_name) for f in cls._get_parents(name))
        )

    @classmethod
    def _is_of_companies(cls, name):
        return "company_id" in cls.env[name]._fields or any(
            field.ondelete == "cascade" and cls._is_of_companies(field.comodel_name)
            for field in cls.env[name]._fields.values()
            if field.type == "many2one"
            and field.store
            and field.comodel_name.startswith("complaint.")
            and field.comodel_name != name
        )

    # ------------------------------------------------------------
    # RECORDS
    # ------------------------------------------------------------

    @classmethod
    def _make_records(cls, name):
        """{letter: record} of the model."""
        if name == "complaint.complaint":
            for letter, case in cls.cases.items():
                case.confidential_note = f"canary-{letter}-{name}"
            return dict(cls.cases)
        if name in cls.documents:
            made = {
                letter: cls.documents[name][case].sudo()[:1]
                for letter, case in POSITIONS.items()
            }
        else:
            letters = cls._get_letters(name)
            made = {letter: cls._make_record(name, letter) for letter in letters}
        for letter, record in made.items():
            cls._mark(record, letter)
        return made

    @classmethod
    def _get_letters(cls, name):
        """In which positions there are records of the model."""
        if cls._is_of_cases(name):
            return POSITIONS
        is_of_companies = cls._is_of_companies(name) or name == "complaint.delegation"
        return "ox" if is_of_companies else SHARED

    @classmethod
    def _make_record(cls, name, letter):
        case = cls.cases[letter]
        if name == "complaint.delegation":
            user = cls.user_agent if letter == "o" else cls.user_agent_b
            return cls._create_delegation(user)
        if name == "complaint.team":
            return case.team_id
        known = cls._find_known(name, case)
        if known:
            return known
        model = cls.env[name].with_company(case.company_id)
        values = dict(SAMPLES.get(name, {}))
        for field in model._fields.values():
            if field.name not in values and field.store and not field.related:
                value = cls._get_sample(name, field, letter)
                if value is not None:
                    values[field.name] = value
        return model.create(values)

    @classmethod
    def _find_known(cls, name, case):
        """What there can be only one of, and is there already."""
        model = cls.env[name]
        if name in ("complaint.milestone.type", "complaint.work.standard"):
            return model.search([], limit=1)
        if name in ("complaint.deadline", "complaint.pause"):
            return model.search([("complaint_id", "=", case.id)], limit=1)
        return None

    @classmethod
    def _get_sample(cls, name, field, letter):
        """A value for what the record needs, or by which it belongs somewhere."""
        case = cls.cases[letter]
        if field.name == "company_id":
            return case.company_id.id
        if field.name == "complaint_id":
            return case.id
        if field.name == "complaint_ids":
            return [Command.set(case.ids)]
        if field.name == "procedure_id" and not field.compute:
            return cls.records["complaint.procedure"][
                letter if letter == "x" else "o"
            ].id
        if field.name == "team_id" and not field.compute:
            return case.team_id.id
        special = {
            ("complaint.proceeding", "partner_id"): cls.partner.id,
            ("complaint.intake.sender", "email"): f"canary-{letter}@sender.example",
            ("complaint.approval", "res_model"): case._name,
            ("complaint.approval", "res_id"): case.id,
        }
        if (name, field.name) in special:
            return special[name, field.name]
        if not field.required or field.compute or field.default:
            return None
        if field.type == "many2one":
            return cls._get_sample_parent(field, letter)
        if field.type == "many2many":
            return [Command.set(cls.env[field.comodel_name].search([], limit=1).ids)]
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        now = fields.Datetime.now()
        return {
            "date": now.date(),
            "datetime": now,
            "float": 1,
            "char": f"{name}-{letter}",
            "text": "-",
            "html": "-",
        }.get(field.type)

    @classmethod
    def _get_sample_parent(cls, field, letter):
        if field.comodel_name in cls.records:
            made = cls.records[field.comodel_name]
            return made.get(letter, made.get("o")).id
        if field.comodel_name == "res.users":
            return cls.env.ref("base.user_admin").id
        if field.comodel_name == "hr.department":
            case = cls.cases[letter]
            return case.assignment_ids[:1].department_id.id
        return cls.env[field.comodel_name].search([], limit=1).id

    @classmethod
    def _create_delegation(cls, user):
        now = cls.env.cr.now()
        return cls.env["complaint.delegation"].create(
            {
                "user_id": user.id,
                "delegate_id": cls.user_logistics.id,
                "is_allowed": True,
                "date_from": now + timedelta(days=20),
                "date_to": now + timedelta(days=27),
            }
        )

    @classmethod
    def _mark(cls, record, letter):
        """Write the canary into one text of the record, past all courses."""
        for name in TEXTS:
            field = record._fields.get(name)
            if (
                field
                and field.type in ("char", "text", "html")
                and field.store
                and not field.related
                and not field.translate
            ):
                token = f"canary-{letter}-{record._name}"
                record.flush_recordset()
                cls.env.cr.execute(
                    f'UPDATE "{record._table}" SET "{name}" = %s WHERE id = %s',
                    [token, record.id],
                )
                record.invalidate_recordset([name])
                return

    @classmethod
    def _find_records(cls, name):
        """{letter: rows} of a view."""
        model = cls.env[name].sudo()
        cls.env.flush_all()
        found = {}
        for letter, case in cls.cases.items():
            key = "complaint_id" if "complaint_id" in model._fields else "id"
            rows = model.search([(key, "=", case.id)])[:1]
            if rows:
                found[letter] = rows
        return found

    @classmethod
    def _add_side_records(cls):
        """A message, a file and an activity on every document."""
        cls.sides = {}
        for name, records in cls.records.items():
            if "message_ids" not in cls.env[name]._fields:
                continue
            for letter, record in records.items():
                token = f"canary-{letter}-{name}"
                file = cls.env["ir.attachment"].create(
                    {
                        "name": "a.txt",
                        "raw": token.encode(),
                        "res_model": name,
                        "res_id": record.id,
                    }
                )
                cls.sides[name, letter] = [record._message_log(body=token), file]
                if "activity_ids" in record._fields:
                    cls.sides[name, letter].append(
                        record.activity_schedule(
                            "mail.mail_activity_data_todo",
                            summary=token,
                            user_id=cls.env.ref("base.user_admin").id,
                        )
                    )
