from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .door_common import DoorMixin
from .security_common import SecurityCommon

COMPLAINT = "complaint.complaint"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestActSecurity(DoorMixin, SecurityCommon):
    """What a clock or the right to a case depends on is changed by acts."""

    def setUp(self):
        super().setUp()
        self.case = self.complaints["own"]
        self.now = fields.Datetime.now()

    def _write(self, user, **values):
        return not self._attack(user, COMPLAINT, "write", self.case.ids, values)

    def _get_acts(self, kind):
        return self.env["complaint.act"].search(
            [("complaint_id", "=", self.case.id), ("kind", "=", kind)]
        )

    # ------------------------------------------------------------
    # THE CASE
    # ------------------------------------------------------------

    def test_agents_do_not_move_the_clock(self):
        """Neither with a reason nor without; whatever they write."""
        self.case.sudo().write({"phase": "investigation"})
        self.case.registered_by_id = self.user_supervisor
        lenient = self.env["complaint.procedure"].create({"name": "Without limits"})
        self.case.is_legal_hold = True
        before = self.case.read()[0]
        for values in (
            {"date_received": self.now - timedelta(hours=2)},
            {"procedure_id": lenient.id},
            {"kind": "praise"},
            {"first_contact_id": self.user_agent_other.id},
            {"is_legal_hold": False},
            {"active": False},
            {"is_historic": True},
            {"date_closed": self.now},
            {"company_id": self.complaints["company"].company_id.id},
            {"number": "C2026-99999"},
        ):
            for reason in ({}, {"act_reason": "Because"}):
                with self.subTest(values=values, reason=bool(reason)):
                    self.assertFalse(self._write(self.user_agent, **values, **reason))
        after = self.case.read()[0]
        for name in ("date_received", "procedure_id", "kind", "active", "number"):
            self.assertEqual(after[name], before[name])

    def test_supervisors_give_a_reason(self):
        moment = self.case.date_received - timedelta(hours=1)
        self.assertFalse(self._write(self.user_supervisor, date_received=moment))
        old = self.case.date_received
        self.assertTrue(
            self._write(
                self.user_supervisor,
                date_received=moment,
                act_reason="The letter lay in the wrong office",
            )
        )
        act = self._get_acts("received")
        self.assertEqual(act.user_id, self.user_supervisor)
        self.assertEqual((act.moment_before, act.moment_after), (old, moment))
        self.assertEqual(act.reason, "The letter lay in the wrong office")
        self.assertIn("wrong office", "".join(self.case.message_ids.mapped("body")))

    def test_own_mistakes_of_the_day(self):
        """Whoever registered the case corrects the receipt on the same day."""
        moment = self.case.date_received - timedelta(minutes=5)
        self.assertTrue(
            self._write(self.user_agent, date_received=moment, act_reason="Typo")
        )
        self.env.cr.execute(
            "UPDATE complaint_complaint SET create_date = now() - interval '2 days'"
            " WHERE id = %s",
            [self.case.id],
        )
        self.env.invalidate_all()
        moment -= timedelta(minutes=5)
        self.assertFalse(
            self._write(self.user_agent, date_received=moment, act_reason="Typo")
        )

    def test_the_desk_finds_out_the_kind(self):
        self.case.sudo().write({"phase": "classification"})
        self.assertTrue(self._write(self.user_agent, kind="suggestion"))
        self.assertEqual(self._get_acts("kind").user_id, self.user_agent)

    def test_archiving_asks_why(self):
        action = self._call(
            self.user_supervisor, COMPLAINT, "action_archive", self.case.ids
        )
        # without them the web client fails: it opens what it gets as it is
        self.assertEqual([kind for _view, kind in action["views"]], ["form"])
        self.assertTrue(self.case.active)
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.user_supervisor)
            .with_context(**action["context"])
            .create({"reason": "Registered twice"})
        )
        wizard.action_archive()
        self.assertFalse(self.case.active)
        self.assertEqual(self._get_acts("archive").reason, "Registered twice")

    def test_agents_take_over_no_old_cases(self):
        values = {"name": "Old", "is_historic": True, "date_closed": "2020-01-01"}
        self.assertTrue(self._attack(self.user_agent, COMPLAINT, "create", [values]))
        for name, value in (("is_historic", True), ("active", False)):
            self.assertTrue(
                self._attack(
                    self.user_agent,
                    COMPLAINT,
                    "create",
                    [{"name": "Old"}],
                    context={f"default_{name}": value},
                )
            )

    def test_confidential_cases_stay_at_their_desk(self):
        case = self.complaints["confidential"]
        for name in ("user_id", "first_contact_id"):
            for user in (self.user_agent, self.user_supervisor):
                values = {name: self.user_agent_other.id, "act_reason": "Holiday"}
                with self.subTest(field=name, user=user.name):
                    self.assertTrue(
                        self._attack(user, COMPLAINT, "write", case.ids, values)
                    )
        self.assertFalse(case.with_user(self.user_agent_other).has_access("read"))

    # ------------------------------------------------------------
    # PAUSES
    # ------------------------------------------------------------

    def test_pauses_begin_now(self):
        values = {"complaint_id": self.case.id, "reason": "Photos are missing"}
        for more in (
            {"date_start": self.now - timedelta(days=5)},
            {"date_start": self.now + timedelta(days=5)},
            {"date_end": self.now},
            {"user_id": self.user_supervisor.id},
            {"kind": "suspended"},
        ):
            with self.subTest(more=more):
                self.assertTrue(
                    self._attack(
                        self.user_agent,
                        "complaint.pause",
                        "create",
                        [{**values, **more}],
                    )
                )
        past = {"default_date_start": self.now - timedelta(days=5)}
        self.assertTrue(
            self._attack(
                self.user_agent, "complaint.pause", "create", [values], context=past
            )
        )

    def test_pauses_stay_as_they_were(self):
        values = {
            "complaint_id": self.case.id,
            "reason": "Photos are missing",
            "date_start": self.env.cr.now(),
        }
        pause = self.env["complaint.pause"].with_user(self.user_agent).create(values)
        self._call(self.user_agent, COMPLAINT, "action_resume", self.case.ids)
        self.assertTrue(pause.date_end)
        for values in (
            {"date_start": self.now - timedelta(days=5)},
            {"date_end": self.now + timedelta(days=5)},
            {"user_id": self.user_supervisor.id},
            {"reason": "Approved by the boss"},
        ):
            for user in (self.user_agent, self.user_supervisor):
                self.assertTrue(
                    self._attack(user, "complaint.pause", "write", pause.ids, values)
                )
        self.assertEqual(self._get_acts("paused").reason, "Photos are missing")
        self.assertEqual(self._get_acts("resumed").moment_after, pause.date_end)

    def test_supervisors_enter_since_when_a_case_waits(self):
        start = self.now - timedelta(days=2)
        self._call(
            self.user_supervisor,
            "complaint.pause",
            "create",
            [
                {
                    "complaint_id": self.case.id,
                    "reason": "They asked for time on Monday",
                    "date_start": start,
                }
            ],
        )
        act = self._get_acts("paused")
        self.assertEqual((act.user_id, act.moment_after), (self.user_supervisor, start))

    # ------------------------------------------------------------
    # CONTACTS
    # ------------------------------------------------------------

    def _log_contact(self, user, **values):
        values = {"complaint_id": self.case.id, "content": "I was there", **values}
        return not self._attack(user, "complaint.contact", "create", [values])

    def test_contacts_are_ones_own_and_of_the_day(self):
        self.case.sudo().date_received = self.now - timedelta(days=9)
        late = {"late_reason": "I was on the road"}
        day, hours = timedelta(days=2), timedelta(hours=3)
        agent = self.user_agent
        self.assertFalse(self._log_contact(agent, user_id=self.user_supervisor.id))
        self.assertFalse(self._log_contact(agent, date=self.now - day, **late))
        self.assertFalse(self._log_contact(agent, date=self.now - hours))
        self.assertTrue(self._log_contact(agent, date=self.now - hours, **late))
        act = self._get_acts("contact")
        self.assertEqual(act.moment_after, self.now - hours)
        self.assertEqual(act.reason, late["late_reason"])
        self.assertTrue(
            self._log_contact(self.user_supervisor, date=self.now - day, **late)
        )

    def test_nobody_speaks_in_the_name_of_another(self):
        """A supervisor may enter what a colleague said; the history tells who did."""
        self._log_contact(self.user_supervisor, user_id=self.user_agent.id)
        message = self.case.message_ids[0]
        self.assertEqual(message.author_id, self.user_supervisor.partner_id)
        self.assertIn(self.user_agent.name, message.body)
        self.assertTrue(self._get_acts("contact_for"))

    def test_public_drafts_count_when_they_are_published(self):
        self.case.sudo().date_received = self.now - timedelta(hours=1)
        values = {"channel": "public", "date": self.now - timedelta(minutes=30)}
        self.assertTrue(self._log_contact(self.user_agent, **values))
        contact = self.case.contact_ids[:1]
        self._call(self.user_agent, "complaint.contact", "action_publish", contact.ids)
        self.assertGreaterEqual(contact.date, self.env.cr.now())

    # ------------------------------------------------------------
    # INCIDENTS
    # ------------------------------------------------------------

    def test_joining_needs_rights_on_both_sides(self):
        closed = self._create_complaint(outcome="solved", validity="valid")
        closed.sudo().write({"phase": "closed"})
        foreign = self.complaints["other"]
        foreign.origin = "mass_incident"
        mine = self._create_complaint(
            subject_user_ids=[Command.set(self.user_agent_other.ids)]
        )
        for parent in (closed, foreign, self.complaints["own"]):
            values = {"parent_id": parent.id}
            with self.subTest(parent=parent.number):
                self.assertTrue(
                    self._attack(self.user_agent, COMPLAINT, "write", mine.ids, values)
                )
                values["name"] = "Mine"
                self.assertTrue(
                    self._attack(self.user_agent, COMPLAINT, "create", [values])
                )
        self.assertFalse(foreign.subject_user_ids)
        self.assertTrue(foreign.with_user(self.user_agent_other).has_access("write"))

    def test_joining_does_not_close(self):
        incident = self._create_complaint(origin="mass_incident")
        join = {"parent_id": incident.id}
        for values in ({**join, "phase": "closed"}, join):
            self._attack(self.user_agent, COMPLAINT, "write", self.case.ids, values)
        self.assertEqual(self.case.parent_id, incident)
        incident.with_user(self.user_agent).write(
            {"validity": "valid", "outcome": "solved"}
        )
        with self.assertRaisesRegex(UserError, "replies of all departments"):
            incident.with_user(self.user_agent).phase = "closed"
        self.assertTrue(
            self._attack(
                self.user_agent, COMPLAINT, "write", self.case.ids, {"phase": "closed"}
            )
        )

    # ------------------------------------------------------------
    # THE LIST
    # ------------------------------------------------------------

    def test_supervisors_see_every_act_and_nobody_writes_any(self):
        self.case.with_user(self.user_supervisor).write(
            {"first_contact_id": self.user_agent.id, "act_reason": "He knows them"}
        )
        self.case.sudo()._note_act("agreed", (None, self.now), "As they wished")
        act = self._get_acts("agreed")
        for user in (self.user_supervisor, self.user_auditor, self.user_executive):
            self.assertTrue(act.with_user(user).has_access("read"))
        self.assertFalse(act.with_user(self.user_agent).has_access("read"))
        for user in self.users.values():
            for method, *args in (
                ("write", act.ids, {"reason": "x"}),
                ("unlink", act.ids),
                ("create", [{"complaint_id": self.case.id, "kind": "kind"}]),
            ):
                self.assertTrue(self._attack(user, act._name, method, *args))
