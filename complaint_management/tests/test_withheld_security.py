import time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.register import complaint_search_mixin
from .door_common import DoorMixin
from .security_common import SecurityCommon

COMPLAINT = "complaint.complaint"
LONG = "Aa bb " * 170_000


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestWithheldSecurity(DoorMixin, SecurityCommon):
    """What a department knew of a customer ends with the case becoming confidential."""

    def test_becoming_confidential(self):
        case = self.complaints["own"]
        assignment = case.assignment_ids
        respondent = self.user_respondent
        assignment.with_user(respondent).message_post(body="Rang Wang Fang, no answer")
        assignment.with_user(respondent).message_post(body="The box was too thin")
        contact = self.env["complaint.contact"].create(
            {
                "complaint_id": case.id,
                "assignment_id": assignment.id,
                "content": "She wants her money back",
            }
        )
        self.assertTrue(contact.with_user(respondent).has_access("read"))
        case.with_user(self.user_agent).is_confidential = True
        self.env.invalidate_all()
        self.assertFalse(contact.with_user(respondent).has_access("read"))
        seen = " ".join(
            row["body"]
            for row in self._call(
                respondent,
                "mail.message",
                "search_read",
                [("model", "=", assignment._name), ("res_id", "=", assignment.id)],
                ["body"],
            )
        )
        self.assertIn("too thin", seen)
        self.assertNotIn("Wang", seen)
        self.assertNotIn("money back", seen)
        kept = " ".join(case.message_ids.mapped("body"))
        self.assertIn("Rang Wang Fang", kept)
        self.env["complaint.contact"].create(
            {
                "complaint_id": case.id,
                "assignment_id": assignment.id,
                "content": "She called again",
            }
        )
        self.assertNotIn("again", " ".join(assignment.message_ids.mapped("body")))

    def test_departments_tell_no_outsider_who_the_customer_is(self):
        assignment = self.complaints["own"].assignment_ids
        outsider = self.env["res.partner"].create({"name": "Mallory", "email": "m@x.y"})
        wizard = self.env["complaint.assignment.forward"].with_user(
            self.user_respondent
        )
        values = {"assignment_ids": assignment.ids, "partner_id": outsider.id}
        shared = wizard.create({**values, "is_customer_shared": True})
        with self.assertRaisesRegex(AccessError, "Only the desk"):
            shared.action_forward()
        wizard.create(values).action_forward()
        self.assertFalse(assignment.child_ids.customer_name)

    def test_nobody_names_himself_as_contact(self):
        administrator = self._new_user("unit", "unit_administrator")
        self.department_operations.complaint_administrator_ids = administrator
        wizards = self.env["complaint.department.contacts"].with_user(administrator)
        for name, value in (
            ("contact_ids", [Command.link(administrator.id)]),
            ("deputy_id", administrator.id),
        ):
            wizard = wizards.create(
                {"department_id": self.department_quality.id, name: value}
            )
            with self.assertRaisesRegex(AccessError, "themselves"):
                wizard.action_apply()

    def test_somebody_is_told_when_nobody_may_work_on_a_case(self):
        everybody = self.env["res.users"].search([("share", "=", False)])
        executive = self.user_executive
        case = self._create_complaint(
            user=self.env.user,
            subject_user_ids=[Command.set((everybody - executive).ids)],
        )
        told = self.env["mail.message"].search(
            [("notified_partner_ids", "in", executive.partner_id.ids)], limit=1
        )
        self.assertIn(case.number, told.subject)
        self.assertNotIn(case.name, told.body)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestLengthSecurity(DoorMixin, SecurityCommon):
    """Nobody stops the desks by a long text or a long search."""

    def test_long_subjects_are_refused_where_they_enter(self):
        for user, model, values in (
            (self.user_agent, COMPLAINT, {"name": LONG}),
            (self.user_agent, COMPLAINT, {"name": "x", "customer_name": LONG}),
            (self.user_employee, "complaint.complaint.register", {"name": LONG}),
            (
                self.user_agent,
                "complaint.item",
                {"complaint_id": self.complaints["own"].id, "name": LONG},
            ),
            (self.user_configurator, "complaint.category", {"name": LONG}),
        ):
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(UserError, "300 fit"),
            ):
                self._call(user, model, "create", [values])
        with self.assertRaisesRegex(UserError, "50000 fit"):
            self._call(
                self.user_agent,
                COMPLAINT,
                "write",
                self.complaints["own"].ids,
                {"demand": LONG},
            )

    def test_a_long_subject_slows_nobody(self):
        """Also one that came another way, and one that is only typed."""
        long = self._create_complaint(user=self.env.user, name=LONG)
        self.assertLess(len(long.similarity_key), 400)
        self.assertLess(len(long.search_key), 700)
        draft = self.env[COMPLAINT].with_user(self.user_agent).new({"name": LONG})
        begin = time.monotonic()
        self.assertTrue(draft.similar_count)
        self.assertLess(time.monotonic() - begin, 10)

    def test_long_searches_are_answered_at_once(self):
        for model in (COMPLAINT, "complaint.assignment"):
            for method, args in (
                ("search_read", ([("display_name", "ilike", LONG)], ["id"])),
                ("name_search", (LONG,)),
                ("web_search_read", ([("name", "ilike", LONG)], {"id": {}})),
                ("search_count", ([("name", "ilike", LONG)],)),
            ):
                with (
                    self.subTest(model=model, method=method),
                    self.assertRaisesRegex(UserError, "300 characters"),
                ):
                    self._call(self.user_agent, model, method, *args)

    def test_slow_searches_say_so(self):
        self.patch(
            type(self.env[COMPLAINT]),
            "search_fetch",
            lambda *_args, **_kwargs: self.env.cr.execute("SELECT pg_sleep(5)"),
        )
        self.patch(complaint_search_mixin, "SEARCH_SECONDS", 0.1)
        with self.assertRaisesRegex(UserError, "takes too long"):
            self._call(
                self.user_agent,
                COMPLAINT,
                "web_search_read",
                [("name", "ilike", "box")],
                {"id": {}},
            )
        self.assertTrue(self.complaints["own"].exists(), "the transaction goes on")
