from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import Form, tagged, users, warmup
from odoo.tools import SQL

from .common import ComplaintCommon


@tagged("post_install", "-at_install", "complaint")
class TestSimilarity(ComplaintCommon):
    """What the desk is told, while it registers, of complaints that exist already."""

    @classmethod
    def _find(cls, user=None, **values):
        """The rows offered to the agent, or to ``user``, before he saves."""
        complaints = cls.env["complaint.complaint"].with_user(user or cls.user_agent)
        draft = complaints.new({"name": "Nothing in common", **values})
        return draft._get_similar_rows()

    def _assert_found(self, rows, complaints):
        self.assertEqual([row["number"] for row in rows], complaints.mapped("number"))

    def test_same_mail_address_or_phone(self):
        known = self._create_complaint(partner_id=self.partner.id)
        self._create_complaint(name="Somebody else", email_from="li@customer.example")
        for values, reason in (
            ({"email_from": '"Wang F." <WANG@customer.example>'}, "same email"),
            ({"phone": "+86 138-0013-8000"}, "same phone"),
        ):
            rows = self._find(**values)
            self._assert_found(rows, known)
            self.assertEqual(rows[0]["reasons"], [reason])

    def test_contacts_of_one_company_are_one_customer(self):
        firm = self.env["res.partner"].create({"name": "Trade Ltd", "is_company": True})
        buyer, director = self.env["res.partner"].create(
            [
                {"name": "Buyer", "parent_id": firm.id},
                {"name": "Director", "parent_id": firm.id},
            ]
        )
        known = self._create_complaint(partner_id=buyer.id)
        rows = self._find(partner_id=director.id)
        self._assert_found(rows, known)
        self.assertEqual(rows[0]["reasons"], ["same customer"])

    def test_similar_text(self):
        known = self._create_complaint(name="Lift in building 3 out of order again")
        self._create_complaint(name="Invoice was wrong twice")
        rows = self._find(name="Lift out of order in building 3")
        self._assert_found(rows, known)
        self.assertEqual(rows[0]["reasons"], ["similar subject"])

    def test_similar_chinese_text(self):
        known = self._create_complaint(name="三号楼电梯停运，业主被困半小时")
        self._create_complaint(name="我要投诉快递员")
        self._assert_found(self._find(name="电梯又停了业主被困"), known)
        self.assertFalse(self._find(name="收到的包裹破损严重"))
        self.assertFalse(self._find(name="我要投诉你们的服务"))

    def test_similar_text_of_open_complaints_only(self):
        known = self._create_complaint(name="收到的包裹破损严重", validity="valid")
        self._assert_found(self._find(name="包裹严重破损"), known)
        known.write({"outcome": "solved", "phase": "closed"})
        self.assertFalse(self._find(name="包裹严重破损"))

    def test_two_characters_resemble_nothing(self):
        self._create_complaint(name="收到的包裹破损严重")
        self.assertFalse(self._find(name="破损"))

    def test_same_customer_comes_first(self):
        similar = self._create_complaint(name="Parcel arrived broken again")
        same = self._create_complaint(name="Rude driver", phone="13800138000")
        rows = self._find(name="Parcel arrived broken", phone="13800138000")
        self._assert_found(rows, same | similar)

    def test_only_within_the_days_of_the_team(self):
        known = self._create_complaint(
            partner_id=self.partner.id,
            date_received=fields.Datetime.now() - timedelta(days=20),
            late_entry_reason="Letter lay in the post room",
        )
        self._assert_found(self._find(partner_id=self.partner.id), known)
        self.team.similarity_days = 19
        self.assertFalse(self._find(partner_id=self.partner.id))
        self.team.similarity_days = 0
        self._create_complaint(partner_id=self.partner.id)
        self.assertFalse(self._find(partner_id=self.partner.id))

    def test_not_the_complaint_itself_and_only_until_it_is_investigated(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        self.assertFalse(complaint.similar_count)
        self._create_complaint(partner_id=self.partner.id)
        complaint.invalidate_recordset()
        self.assertEqual(complaint.similar_count, 1)
        complaint.phase = "investigation"
        self.assertFalse(complaint.similar_count)

    @users("complaint_agent")
    def test_offered_on_the_unsaved_form(self):
        known = self._create_complaint(partner_id=self.partner.id)
        form = Form(self.env["complaint.complaint"])
        self.assertFalse(form.similar_count)
        form.phone = "013800138000"
        self.assertEqual(form.similar_count, 1)
        self.assertIn(f"/odoo/complaint.complaint/{known.id}", form.similar_html)
        self.assertIn("Parcel arrived broken", form.similar_html)

    def test_survivor_and_incident_are_offered(self):
        survivor, merged, member, incident = [
            self._create_complaint(name=name, phone=phone)
            for name, phone in (
                ("Noise at night", "13500000001"),
                ("Noise again", "13800138000"),
                ("Water cut off in the whole street", "13500000002"),
                ("Main burst", False),
            )
        ]
        merged._merge_into(survivor)
        member.parent_id = incident
        self._assert_found(self._find(phone="13800138000"), survivor)
        rows = self._find(name="Water cut off in our whole street")
        self._assert_found(rows, incident)
        self.assertTrue(rows[0]["is_incident"])

    @users("complaint_agent")
    def test_merge_similar_proposes_the_same_customer(self):
        known = self._create_complaint(partner_id=self.partner.id)
        self._create_complaint(name="Parcel arrived broken again")
        complaint = self._create_complaint(partner_id=self.partner.id)
        action = complaint.with_user(self.env.user).action_merge_similar()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(wizard.create({}).complaint_ids, known | complaint)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestSimilaritySecurity(ComplaintCommon):
    """Duplicates are found everywhere, but nobody learns what he may not read."""

    SECRETS = ("Parcel arrived broken", "Wang Fang", "/odoo/", "same phone")

    def _offer(self, user, **values):
        draft = self.env["complaint.complaint"].with_user(user)
        return draft.new(
            {"name": "Case", "phone": "13800138000", **values}
        ).similar_html

    def test_number_team_and_stage_where_the_reader_has_no_right(self):
        known = self._create_complaint(
            user=self.user_supervisor,
            team_id=self.team_branch.id,
            partner_id=self.partner.id,
            first_contact_id=False,
        )
        offered = self._offer(self.user_agent)
        self.assertFalse(known.with_user(self.user_agent).has_access("read"))
        for known_text in (known.number, "Branch", known.stage_id.name):
            self.assertIn(known_text, offered)
        for secret in self.SECRETS:
            self.assertNotIn(secret, offered)

    def test_everything_for_the_supervisor(self):
        self._create_complaint(team_id=self.team_branch.id, partner_id=self.partner.id)
        offered = self._offer(self.user_supervisor)
        for text in self.SECRETS:
            self.assertIn(text, offered)

    def test_nothing_for_the_person_complained_about(self):
        self._create_complaint(
            partner_id=self.partner.id,
            subject_user_ids=[Command.set(self.user_agent_other.ids)],
        )
        self.assertFalse(self._offer(self.user_agent_other))

    def test_nothing_of_a_survivor_about_the_reader(self):
        survivor = self._create_complaint(
            subject_user_ids=[Command.set(self.user_agent_other.ids)]
        )
        merged = self._create_complaint(partner_id=self.partner.id)
        merged._merge_into(survivor)
        self.assertFalse(self._offer(self.user_agent_other))

    def test_nothing_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        team = self.env["complaint.team"].create(
            {
                "name": "Foreign Desk",
                "company_id": company.id,
                "procedure_id": self.procedure.id,
                "calendar_id": False,
            }
        )
        self.env["complaint.complaint"].create(
            {
                "name": "Parcel arrived broken",
                "phone": "13800138000",
                "company_id": company.id,
                "team_id": team.id,
            }
        )
        self.assertFalse(self._offer(self.user_supervisor))
        # a form forged for the other company is told nothing either
        foreign = {"company_id": company.id, "team_id": team.id}
        self.assertFalse(self._offer(self.user_supervisor, **foreign))


@tagged("post_install", "-at_install", "complaint", "complaint_performance")
class TestSimilarityPerformance(ComplaintCommon):
    def _create_similar(self, count):
        self.env["complaint.complaint"].create(
            [
                {
                    "name": f"Parcel {index} arrived broken",
                    "partner_id": self.partner.id,
                }
                for index in range(count)
            ]
        )

    @users("complaint_agent")
    @warmup
    def test_queries_do_not_grow_with_the_register(self):
        """Two searches, the customer's contacts, the rows found, and their rights."""
        self._create_similar(50)
        self.env.flush_all()
        self.env.invalidate_all()
        draft = self.env["complaint.complaint"].new(
            {"name": "Parcel arrived broken", "partner_id": self.partner.id}
        )
        with self.assertQueryCount(18):
            self.assertEqual(draft.similar_count, 8)

    def test_index_serves_similar_text(self):
        draft = self.env["complaint.complaint"].new({"name": "Lift out of order again"})
        everywhere = Domain("active", "in", [True, False])
        query = draft._get_similar_text_query(everywhere, 8)
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_indexscan = off")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("complaint_complaint__similarity_key_index", str(plan))


@tagged("post_install", "-at_install", "complaint")
class TestRepeatedContact(ComplaintCommon):
    @users("complaint_agent")
    def test_contacted_again(self):
        complaint = self._create_complaint().with_user(self.env.user)
        complaint.action_count_contact()
        self.assertEqual(complaint.contact_count, 2)
        self.assertIn("contact 2", complaint.message_ids[0].body)

    def test_counted_in_a_batch_on_open_complaints_only(self):
        complaints = self._create_complaint() | self._create_complaint(validity="valid")
        complaints[0].contact_count = 3
        complaints[1].write({"outcome": "solved", "phase": "closed"})
        complaints._count_contact()
        self.assertEqual(complaints.mapped("contact_count"), [4, 1])

    @users("complaint_auditor")
    def test_readers_count_nothing(self):
        complaint = self._create_complaint().with_user(self.env.user)
        with self.assertRaises(AccessError):
            complaint.action_count_contact()
