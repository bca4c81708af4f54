from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestContact(SatisfactionCommon):
    """P02, P17: what is said to customers is kept and counts as an answer."""

    def contact(self, complaint, user=None, **values):
        contacts = self.env["complaint.contact"].with_user(user or self.user_agent)
        return contacts.create(
            {"complaint_id": complaint.id, "content": "We are looking", **values}
        )

    def test_first_call_is_the_first_answer(self):
        limit = self.new_limit(self.rules, "received", ["first_reply"], 30, "minutes")
        with self.at("2026-03-06 10:00"):
            complaint = self.new_case()
        with self.at("2026-03-06 11:00"):
            self.contact(complaint, date=self.utc("2026-03-06 10:20"))
            self.contact(complaint)
        self.assertEqual(self.codes(complaint).count("first_reply"), 1)
        self.assertEqual(self.codes(complaint).count("contacted"), 2)
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == limit)
        self.assertEqual(self.wall(deadline.date_ended), "2026-03-06 10:20")
        self.assertFalse(deadline.is_late)

    def test_result_informs(self):
        complaint = self.new_case()
        contact = self.contact(complaint, purpose="result", channel="visit")
        self.assertIn("informed", self.codes(complaint))
        self.assertEqual(contact.person, "Wang Fang")
        self.assertIn("We are looking", complaint.message_ids[0].body)

    def test_customer_calls(self):
        complaint = self.new_case()
        self.contact(complaint, direction="incoming")
        self.assertNotIn("contacted", self.codes(complaint))
        self.assertEqual(complaint.contact_count, 2)

    def test_next_contact(self):
        complaint = self.new_case()
        self.contact(complaint, date_next="2099-01-05")
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)
        self.assertEqual(str(complaint.activity_ids.date_deadline), "2099-01-05")

    def test_logged_is_evidence(self):
        contact = self.contact(self.new_case())
        contact.content = "We are looking into it"
        for values in ({"date": "2026-01-01"}, {"purpose": "result"}):
            with self.assertRaises(AccessError):
                contact.write(values)
        with self.assertRaises(UserError):
            contact.unlink()

    def test_not_in_the_future(self):
        with self.assertRaisesRegex(UserError, "future"):
            self.contact(self.new_case(), date="2099-01-01 10:00:00")

    def test_public_answer_after_approval(self):
        self._approve_by("public_answer", "supervisor")
        complaint = self.new_case()
        contact = self.contact(complaint, channel="public", is_signed=False)
        self.assertNotIn("contacted", self.codes(complaint))
        contact.action_publish()
        self.assertEqual(contact.state, "to_review")
        approval = contact.approval_ids.with_user(self.user_supervisor)
        approval._do_refuse("Too short")
        self.assertEqual(contact.state, "draft")
        contact.content = "We are looking into it"
        contact.action_publish()
        contact.approval_ids.filtered(lambda a: a.state == "pending").with_user(
            self.user_supervisor
        ).action_approve()
        self.assertEqual(contact.state, "done")
        self.assertIn("contacted", self.codes(complaint))

    def test_announcement_answers_many(self):
        """One notice is a contact with each customer of the mass incident."""
        incident = self.new_case(origin="mass_incident")
        members = self.new_case(parent_id=incident.id) | self.new_case(
            parent_id=incident.id
        )
        announce = self.env["complaint.contact.announce"].with_user(self.user_agent)
        wizard = announce.create(
            {"complaint_ids": incident.ids, "content": "Power is back at noon"}
        )
        self.assertEqual(wizard.complaint_count, 3)
        wizard.action_announce()
        for complaint in incident | members:
            self.assertEqual(complaint.contact_ids.channel, "announcement")
            self.assertIn("informed", self.codes(complaint))
        foreign = self._create_complaint(user=self.user_agent_other)
        with self.assertRaises(AccessError):
            announce.create(
                {"complaint_ids": foreign.ids, "content": "Power is back"}
            ).action_announce()

    def test_announcement_costs_little_for_each(self):
        cases = self.env["complaint.complaint"].concat(
            *(self.new_case() for _number in range(23))
        )
        self._announce(cases[:1])
        few = self._announce(cases[1:3])
        many = self._announce(cases[3:])
        self.assertLess(many, 4 * few)
        for complaint in cases:
            codes = self.codes(complaint)
            self.assertEqual(codes[-3:], ["first_reply", "contacted", "informed"])
            self.assertIn("Power is back", complaint.message_ids[0].body)

    def _announce(self, complaints):
        """:return: number of queries"""
        wizard = (
            self.env["complaint.contact.announce"]
            .with_user(self.user_agent)
            .create({"complaint_ids": complaints.ids, "content": "Power is back"})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        wizard.action_announce()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_several_contacts_at_once(self):
        """Each contact of a case counts, the first of them is the first answer."""
        first, second = self.new_case(), self.new_case()
        common = {"content": "We are looking", "date_next": "2099-01-05"}
        self.env["complaint.contact"].with_user(self.user_agent).create(
            [
                {**common, "complaint_id": first.id},
                {**common, "complaint_id": first.id, "purpose": "result"},
                {**common, "complaint_id": second.id, "direction": "incoming"},
                {**common, "complaint_id": second.id, "channel": "mail"},
            ]
        )
        self.assertEqual(self.codes(first)[-3:], ["contacted", "contacted", "informed"])
        for complaint, notes in ((first, 2), (second, 1)):
            self.assertEqual(self.codes(complaint).count("first_reply"), 1)
            self.assertEqual(len(complaint.activity_ids), 2)
            bodies = complaint.message_ids.mapped("body")
            self.assertEqual(sum("We are looking" in body for body in bodies), notes)
        moment = first.milestone_ids.filtered(lambda m: m.code == "first_reply").date
        self.assertEqual(moment, first.contact_ids.sorted("id")[:1].date)

    def test_spoken_offer_is_a_contact(self):
        """What was told at a visit shows as such; the case may end with it (P17)."""
        complaint = self.new_case()
        solution = (
            self.env["complaint.solution"]
            .with_user(self.user_agent)
            .create({"complaint_id": complaint.id, "description": "<p>We repair</p>"})
        )
        solution.action_submit()
        action = solution.action_offer()
        self.assertEqual(action["name"], "Tell the Customer")
        self.env["complaint.solution.offer"].with_user(self.user_agent).with_context(
            **action["context"]
        ).create({"way": "visit", "answer": "agreed"}).action_offer()
        self.assertEqual(complaint.contact_ids.channel, "visit")
        self.assertIn("We repair", complaint.contact_ids.content)
        self.assertEqual(solution.state, "agreed")
        rule = self.env["complaint.closing.rule"].new({"explanation_way": "visit"})
        self.assertFalse(complaint._get_explanation_gaps(rule))

    def test_holding_letter_moves_the_next_progress(self):
        """P17, P20: the customer has heard from us; the next contact is due later."""
        self.new_limit(
            self.rules,
            "received",
            ["contacted"],
            3,
            "days",
            is_recurring=True,
            until=["closed"],
        )
        with self.at("2026-03-06 09:00"):
            complaint = self.new_case()
        self.assertEqual(self.due(complaint), ["2026-03-09 09:00"])
        with self.at("2026-03-08 15:00"):
            letter = (
                self.env["complaint.letter"]
                .with_user(self.user_agent)
                .create(
                    {
                        "complaint_id": complaint.id,
                        "kind": "holding",
                        "way": "letter",
                        "delay_reason_id": self.env["complaint.delay.reason"]
                        .search([], limit=1)
                        .id,
                        "date_promised": "2026-03-20",
                    }
                )
            )
            letter.action_send()
            self.assertEqual(complaint.contact_ids.purpose, "progress")
            self.assertEqual(self.due(complaint), ["2026-03-11 15:00"])

    def test_department_contact_is_one_of_them(self):
        self.rules.is_department_contact = True
        complaint = self.new_case()
        assignment = self._dispatch(complaint)
        self.env["complaint.assignment.contact"].with_user(self.user_respondent).create(
            {
                "assignment_id": assignment.id,
                "text": "We send a new one",
                "is_informed": True,
            }
        ).action_contact()
        contact = complaint.contact_ids
        self.assertEqual(contact.assignment_id, assignment)
        self.assertEqual(contact.user_id, self.user_respondent)
        self.assertEqual(contact.purpose, "result")
        # the department sees its own contacts and no others
        other = self.contact(complaint)
        mine = self.env["complaint.contact"].with_user(self.user_respondent)
        self.assertEqual(mine.search([("complaint_id", "=", complaint.id)]), contact)
        self.assertFalse(other.with_user(self.user_respondent).has_access("read"))

    def test_other_desks_and_the_accused_see_nothing(self):
        complaint = self.new_case(subject_user_ids=self.user_supervisor.ids)
        contact = self.contact(complaint)
        for user in (self.user_agent_other, self.user_supervisor, self.user_employee):
            self.assertFalse(contact.with_user(user).has_access("read"), user.login)
        self.assertTrue(contact.with_user(self.user_auditor).has_access("read"))
