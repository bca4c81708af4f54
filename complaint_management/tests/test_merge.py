from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import ComplaintCommon
from .engine_common import EngineCommon


class MergeCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_partner = cls.env["res.partner"].create(
            {"name": "Li Na", "email": "li@customer.example", "phone": "13900139000"}
        )
        cls.survivor = cls._create_complaint(partner_id=cls.partner.id)
        cls.merged = cls._create_complaint(
            name="Box crushed", partner_id=cls.other_partner.id
        )

    def _merge(self, complaints=None, user=None, **values):
        """Merge as the agent does, by the wizard."""
        wizard = self.env["complaint.complaint.merge"].with_user(
            user or self.user_agent
        )
        wizard = wizard.create(
            {"complaint_ids": (complaints or self.survivor | self.merged).ids, **values}
        )
        return wizard.action_merge()


@tagged("post_install", "-at_install", "complaint")
class TestMerge(MergeCommon):
    def test_merged_complaint_stays_and_points_to_the_survivor(self):
        action = self._merge()
        self.assertEqual(action["res_id"], self.survivor.id)
        self.assertEqual(self.merged.merged_into_id, self.survivor)
        self.assertEqual(self.merged.outcome, "merged")
        self.assertEqual(self.merged.phase, "closed")
        self.assertTrue(self.merged.active)
        self.assertEqual(self.merged._get_survivor(), self.survivor)

    def test_the_oldest_open_complaint_is_proposed(self):
        oldest = self._create_complaint(
            validity="valid",
            date_received=fields.Datetime.now() - timedelta(hours=9),
        )
        complaints = self.survivor | self.merged | oldest
        wizards = self.env["complaint.complaint.merge"].with_user(self.user_agent)
        wizard = wizards.create({"complaint_ids": complaints.ids})
        self.assertEqual(wizard.survivor_id, oldest)
        oldest.write({"outcome": "solved", "phase": "closed"})
        wizard = wizards.create({"complaint_ids": complaints.ids})
        self.assertEqual(wizard.survivor_id, self.survivor)

    def test_every_complainant_is_kept_once(self):
        again = self._create_complaint(phone="+86 138 0013 8000", name="Calls again")
        third = self._create_complaint(
            customer_name="Zhao", email_from="Zhao@customer.example"
        )
        self._merge(self.survivor | self.merged | again | third)
        self.assertEqual(
            self.survivor._get_addressees(),
            [
                {
                    "name": "Wang Fang",
                    "email": "wang@customer.example",
                    "phone": "13800138000",
                    "partner": self.partner,
                    "number": self.survivor.number,
                },
                {
                    "name": "Li Na",
                    "email": "li@customer.example",
                    "phone": "13900139000",
                    "partner": self.other_partner,
                    "number": self.merged.number,
                },
                {
                    "name": "Zhao",
                    "email": "Zhao@customer.example",
                    "phone": False,
                    "partner": self.env["res.partner"],
                    "number": third.number,
                },
            ],
        )
        self.assertEqual(self.survivor.contact_count, 4)

    def test_extremes_and_unions(self):
        received = fields.Datetime.now() - timedelta(hours=5)
        risk = self.env["complaint.risk"].search([], limit=1)
        early = self._create_complaint(
            date_received=received,
            priority="3",
            is_confidential=True,
            incident_place="Hall 2",
            risk_ids=[Command.set(risk.ids)],
            item_ids=[Command.create({"name": "The driver shouted"})],
        )
        self._merge(self.survivor | early, survivor_id=self.survivor.id)
        self.assertRecordValues(
            self.survivor,
            [
                {
                    "date_received": early.date_received,
                    "priority": "3",
                    "is_confidential": True,
                    "incident_place": "Hall 2",
                    "risk_ids": risk.ids,
                    "name": "Parcel arrived broken",
                }
            ],
        )
        self.assertEqual(self.survivor.item_ids.mapped("name"), ["The driver shouted"])
        first = self.survivor.milestone_ids.sorted("date")[:1]
        self.assertEqual((first.code, first.date), ("received", early.date_received))

    def test_messages_files_and_activities_go_along(self):
        message = self.merged.message_post(
            body="I want my money back",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.other_partner.id,
            attachments=[("photo.txt", b"the crushed box")],
        )
        activity = self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent.id
        )
        message_id = message.message_id
        self._merge()
        self.assertEqual(message.res_id, self.survivor.id)
        self.assertEqual(message.message_id, message_id)
        self.assertEqual(message.attachment_ids.res_id, self.survivor.id)
        self.assertEqual(activity.res_id, self.survivor.id)
        self.assertIn(message, self.survivor.message_ids)
        bodies = "".join(self.survivor.message_ids.mapped("body"))
        for words in ("I want my money back", "Box crushed", "Li Na"):
            self.assertIn(words, bodies)

    def test_stage_durations_are_not_mixed_up(self):
        self.merged.phase = "classification"
        self.flush_tracking()
        tracked = self.merged.message_ids.filtered("tracking_value_ids")
        self.assertTrue(tracked)
        self._merge()
        self.assertEqual(set(tracked.mapped("res_id")), {self.merged.id})

    def test_customers_do_not_learn_of_each_other(self):
        message = self.merged.message_post(
            body="My private story",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.other_partner.id,
        )
        self.merged.message_subscribe(self.other_partner.ids)
        self.merged.message_subscribe(self.user_supervisor.partner_id.ids)
        self._merge()
        self.assertTrue(message.is_internal)
        self.assertNotIn(self.other_partner, self.survivor.message_partner_ids)
        self.assertIn(
            self.user_supervisor.partner_id, self.survivor.message_partner_ids
        )

    def test_messages_of_the_same_customer_stay_public(self):
        again = self._create_complaint(partner_id=self.partner.id)
        message = again.message_post(
            body="Still broken",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.partner.id,
        )
        again.message_subscribe(self.partner.ids)
        self._merge(self.survivor | again)
        self.assertFalse(message.is_internal)
        self.assertIn(self.partner, self.survivor.message_partner_ids)

    def test_assignments_go_along_with_their_milestones(self):
        assignment = self._dispatch(self.merged)
        number = assignment.number
        self._merge()
        self.assertEqual(assignment.complaint_id, self.survivor)
        self.assertEqual(assignment.number, number)
        self.assertEqual(assignment.milestone_ids.complaint_id, self.survivor)
        assignment.with_user(self.user_respondent).action_sign()
        second = self._dispatch(self.survivor)
        self.assertNotEqual(second.number, number)

    def test_merged_again_points_to_the_last_survivor(self):
        self._merge()
        last = self._create_complaint()
        self._merge(self.survivor | last, survivor_id=last.id)
        self.assertEqual(self.merged.merged_into_id, last)
        self.assertEqual(
            [person["number"] for person in last._get_addressees()],
            [self.survivor.number, self.merged.number],
        )

    def test_merged_complaint_is_neither_reopened_nor_merged_again(self):
        self._merge()
        with self.assertRaisesRegex(UserError, f"go on with {self.survivor.number}"):
            self.merged.action_reopen()
        with self.assertRaisesRegex(UserError, "merged already"):
            self._merge()

    def test_outcome_merged_only_by_merging(self):
        with self.assertRaisesRegex(UserError, "use “Merge”"):
            self.survivor.outcome = "merged"

    def test_open_complaint_does_not_vanish_in_a_closed_one(self):
        self.survivor.write(
            {"validity": "valid", "outcome": "solved", "phase": "closed"}
        )
        with self.assertRaisesRegex(UserError, "reopen it"):
            self._merge(survivor_id=self.survivor.id)

    def test_one_complaint_is_not_merged(self):
        with self.assertRaisesRegex(UserError, "at least two"):
            self._merge(self.survivor)

    def test_duplicate_of_the_survivor_copies_no_merging(self):
        self._merge()
        self.assertFalse(self.merged.copy().merged_into_id)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestMergeSecurity(MergeCommon):
    def test_needs_the_right_to_change_every_complaint(self):
        foreign = self._create_complaint(
            user=self.user_supervisor,
            team_id=self.team_branch.id,
            first_contact_id=False,
        )
        for user in (self.user_agent, self.user_auditor, self.user_respondent):
            with self.assertRaises(AccessError):
                (self.survivor | foreign).with_user(user)._merge_into(
                    self.survivor.with_user(user)
                )
        self._merge(self.survivor | foreign, user=self.user_supervisor)
        self.assertTrue(foreign.merged_into_id)

    def test_readers_have_no_wizard(self):
        with self.assertRaises(AccessError):
            self._merge(user=self.user_auditor)

    def test_never_across_companies(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        team = self.env["complaint.team"].create(
            {
                "name": "Foreign Desk",
                "company_id": company.id,
                "procedure_id": self.procedure.id,
                "calendar_id": False,
            }
        )
        foreign = self.env["complaint.complaint"].create(
            {"name": "Abroad", "company_id": company.id, "team_id": team.id}
        )
        self.user_supervisor.company_ids |= company
        with self.assertRaisesRegex(UserError, "different companies"):
            (self.survivor | foreign).with_user(self.user_supervisor).with_context(
                allowed_company_ids=(self.company | company).ids
            )._merge_into(self.survivor)

    def test_whoever_is_complained_about_loses_the_survivor(self):
        self.survivor.user_id = self.user_agent_other
        activity = self.survivor.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent_other.id
        )
        self.merged.subject_user_ids = self.user_agent_other
        self._merge(survivor_id=self.survivor.id)
        other = self.survivor.with_user(self.user_agent_other)
        self.assertFalse(other.has_access("read"))
        self.assertNotEqual(self.survivor.user_id, self.user_agent_other)
        self.assertNotIn(
            self.user_agent_other.partner_id, self.survivor.message_partner_ids
        )
        self.assertFalse(activity.exists())

    def test_activities_of_those_barred_from_the_survivor_lose_their_user(self):
        activity = self.merged.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_supervisor.id
        )
        self.survivor.subject_user_ids = self.user_supervisor
        self._merge()
        self.assertFalse(activity.exists() and activity.user_id)

    @users("complaint_agent")
    def test_complainants_follow_the_rights_of_the_complaint(self):
        self._merge()
        complainant = self.survivor.complainant_ids
        for role, readable in (
            ("agent", True),
            ("agent_other", False),
            ("supervisor", True),
            ("auditor", True),
            ("respondent", False),
            ("configurator", False),
        ):
            user = getattr(self, f"user_{role}")
            self.assertEqual(
                complainant.with_user(user).has_access("read"), readable, role
            )
        self.survivor.sudo().subject_user_ids = self.user_supervisor
        self.assertFalse(complainant.with_user(self.user_supervisor).has_access("read"))


@tagged("post_install", "-at_install", "complaint")
class TestMergeClock(EngineCommon):
    def test_the_earliest_receipt_counts(self):
        procedure = self.new_procedure()
        self.new_limit(procedure, "received", ["first_reply"], 8, "hours")
        with self.at("2026-03-06 09:00"):
            early = self._create_complaint()
        with self.at("2026-03-06 11:00"):
            survivor = self._create_complaint()
            self.assertEqual(self.due(survivor), ["2026-03-06 19:00"])
            (early | survivor)._merge_into(survivor)
            self.assertEqual(self.due(survivor), ["2026-03-06 17:00"])
            self.assertFalse(self.due(early))

    def test_limits_of_assignments_go_along(self):
        procedure = self.new_procedure()
        self.new_limit(procedure, "signed", ["replied"], 2, "hours", scope="assignment")
        with self.at("2026-03-06 09:00"):
            survivor = self._create_complaint()
            merged = self._create_complaint()
            assignment = self._dispatch(merged)
            assignment.with_user(self.user_respondent).action_sign()
            (survivor | merged)._merge_into(survivor)
            self.assertEqual(assignment.deadline_ids.complaint_id, survivor)
            self.assertEqual(assignment.deadline_ids.state, "running")
            self.assertEqual(self.due(assignment), ["2026-03-06 11:00"])
