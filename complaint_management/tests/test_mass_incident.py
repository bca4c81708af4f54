from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import ComplaintCommon
from .engine_common import EngineCommon


class GroupingMixin:
    @classmethod
    def _group(cls, complaints, user=None, **values):
        """Make a mass incident as the agent does, by the wizard."""
        wizard = cls.env["complaint.complaint.incident"].with_user(
            user or cls.user_agent
        )
        action = wizard.create(
            {"complaint_ids": complaints.ids, **values}
        ).action_group()
        return cls.env["complaint.complaint"].browse(action["res_id"])


class IncidentCommon(GroupingMixin, ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.env["complaint.complaint"]
        for index in range(3):
            cls.members |= cls._create_complaint(
                name=f"Water cut off in flat {index}", phone=f"1380000000{index}"
            )


@tagged("post_install", "-at_install", "complaint")
class TestMassIncident(IncidentCommon):
    def test_new_incident(self):
        incident = self._group(self.members)
        self.assertEqual(incident.child_ids, self.members)
        self.assertEqual(incident.child_count, 3)
        self.assertEqual(incident.name, "Water cut off in flat 0")
        self.assertEqual(incident.category_id, self.category)
        self.assertEqual(incident.team_id, self.team)
        self.assertEqual(
            set((incident | self.members).mapped("origin")), {"mass_incident"}
        )
        self.assertEqual(
            incident.date_received, min(self.members.mapped("date_received"))
        )

    def test_further_complaints_join(self):
        incident = self._group(self.members)
        late = self._create_complaint(name="No water since noon")
        self.assertEqual(self._group(late, parent_id=incident.id), incident)
        self.assertEqual(incident.child_count, 4)
        # the incident is proposed when one of its members is chosen
        later = self._create_complaint(name="Still no water")
        self.assertEqual(self._group(later | late), incident)

    def test_origin_follows_the_parent_written_by_import(self):
        incident = self._group(self.members)
        member = self._create_complaint(parent_id=incident.id)
        self.assertEqual(member.origin, "mass_incident")

    def test_open_assignments_go_on_at_the_incident(self):
        assignment = self._dispatch(self.members[0])
        incident = self._group(self.members)
        self.assertEqual(assignment.complaint_id, incident)
        self.assertEqual(assignment.milestone_ids.complaint_id, incident)

    def test_closing_the_incident_closes_its_members(self):
        incident = self._group(self.members)
        done = self.members[0]
        done.write({"validity": "invalid", "outcome": "withdrawn", "phase": "closed"})
        self.members[1].category_id = False
        self.members[2].validity = "to_improve"
        self.env["complaint.complaint.close"].with_user(self.user_agent).create(
            {
                "complaint_ids": incident.ids,
                "outcome": "solved",
                "outcome_note": "Main repaired",
                "validity": "valid",
            }
        ).action_close()
        self.assertRecordValues(
            self.members,
            [
                {"phase": "closed", "outcome": "withdrawn", "validity": "invalid"},
                {"phase": "closed", "outcome": "solved", "validity": "valid"},
                {"phase": "closed", "outcome": "solved", "validity": "to_improve"},
            ],
        )
        self.assertEqual(self.members[1].outcome_note, "Main repaired")

    def test_reopened_member_is_a_case_of_its_own(self):
        incident = self._group(self.members)
        incident.write({"validity": "valid", "outcome": "solved", "phase": "closed"})
        member = self.members[0].with_user(self.user_agent)
        member.action_reopen()
        self.assertFalse(member.parent_id)
        self.assertTrue(self._dispatch(member))
        with self.assertRaisesRegex(UserError, "choose an outcome"):
            member.phase = "closed"
        self.assertEqual(incident.child_ids, self.members[1:])

    def test_members_are_guarded_while_the_incident_is_open(self):
        self._group(self.members)
        with self.assertRaisesRegex(UserError, "outcome"):
            self.members[0].phase = "closed"

    def test_members_are_not_dispatched(self):
        incident = self._group(self.members)
        with self.assertRaisesRegex(UserError, f"dispatch {incident.number}"):
            self._dispatch(self.members[0])
        self.assertTrue(self._dispatch(incident))

    def test_a_member_may_leave(self):
        self._group(self.members)
        member = self.members[0].with_user(self.user_agent)
        member.action_leave_incident()
        self.assertFalse(member.parent_id)
        self.assertEqual(member.origin, "ordinary")
        self.assertTrue(self._dispatch(member))

    def test_one_level_only(self):
        incident = self._group(self.members)
        other = self._create_complaint()
        with self.assertRaisesRegex(UserError, "part of another"):
            incident.parent_id = other
        with self.assertRaisesRegex(UserError, "part of another"):
            other.parent_id = self.members[0]

    def test_closed_complaints_do_not_join(self):
        self.members[0].write(
            {"validity": "valid", "outcome": "solved", "phase": "closed"}
        )
        with self.assertRaisesRegex(UserError, "open complaints only"):
            self._group(self.members)

    def test_merging_an_incident_brings_its_members(self):
        incident = self._group(self.members)
        other = self._create_complaint(name="Main burst")
        (incident | other).with_user(self.user_agent)._merge_into(other)
        self.assertEqual(other.child_ids, self.members)
        self.assertFalse(incident.child_ids)

    def test_merging_an_incident_into_its_member_is_refused(self):
        incident = self._group(self.members)
        with self.assertRaisesRegex(UserError, "not into one of its members"):
            (incident | self.members[0])._merge_into(self.members[0])

    def test_merging_two_members(self):
        incident = self._group(self.members)
        self.members[:2]._merge_into(self.members[0])
        self.assertEqual(incident.child_ids, self.members[0] | self.members[2])


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestMassIncidentSecurity(IncidentCommon):
    def test_readers_make_no_incident(self):
        with self.assertRaises(AccessError):
            self._group(self.members, user=self.user_auditor)

    def test_members_of_other_desks_need_a_supervisor(self):
        foreign = self._create_complaint(
            user=self.user_supervisor,
            team_id=self.team_branch.id,
            first_contact_id=False,
        )
        with self.assertRaises(AccessError):
            self._group(self.members | foreign)
        incident = self._group(self.members | foreign, user=self.user_supervisor)
        self.assertIn(foreign, incident.child_ids)

    def test_closing_reaches_members_of_other_desks(self):
        foreign = self._create_complaint(
            user=self.user_supervisor,
            team_id=self.team_branch.id,
            first_contact_id=False,
        )
        incident = self._group(self.members | foreign, user=self.user_supervisor)
        incident.with_user(self.user_agent).write(
            {"validity": "valid", "outcome": "solved", "phase": "closed"}
        )
        self.assertEqual(foreign.phase, "closed")

    def test_a_supervisor_judges_whom_a_member_complains_about(self):
        """Nobody is barred from an incident because somebody else joins it."""
        incident = self._group(self.members)
        accused = self._create_complaint(
            subject_user_ids=[Command.set(self.user_agent_other.ids)]
        )
        incident.user_id = self.user_agent_other
        self._group(accused, parent_id=incident.id)
        self.assertTrue(incident.with_user(self.user_agent_other).has_access("read"))
        self.assertEqual(incident.user_id, self.user_agent_other)
        self.assertEqual(accused.activity_ids.user_id, self.user_supervisor)
        self.assertIn(incident.number, accused.activity_ids.summary)
        self.assertFalse(accused.with_user(self.user_agent_other).has_access("read"))

    @users("complaint_agent_other")
    def test_member_shows_the_number_of_an_incident_that_is_not_readable(self):
        incident = self._group(self.members)
        foreign = self._create_complaint(
            user=self.user_agent_other, team_id=self.team_branch.id
        )
        foreign.parent_id = incident
        member = foreign.with_user(self.env.user)
        self.assertFalse(incident.with_user(self.env.user).has_access("read"))
        [values] = member.web_read({"parent_id": {"fields": {"display_name": {}}}})
        self.assertEqual(values["parent_id"]["display_name"], incident.number)


@tagged("post_install", "-at_install", "complaint")
class TestMassIncidentClock(GroupingMixin, EngineCommon):
    """Time limits run for the incident alone."""

    def _create(self, **values):
        return self._create_complaint(name="No water", **values)

    def test_limits_of_members_end_and_come_back(self):
        procedure = self.new_procedure()
        self.new_limit(procedure, "received", ["first_reply"], 8, "hours")
        with self.at("2026-03-06 09:00"):
            member = self._create()
            self.assertEqual(self.due(member), ["2026-03-06 17:00"])
        with self.at("2026-03-06 10:00"):
            incident = self._group(member)
            self.assertFalse(self.due(member))
            self.assertEqual(self.due(incident), ["2026-03-06 17:00"])
            self.assertFalse(self.due(self._create(parent_id=incident.id)))
            member.action_leave_incident()
            self.assertEqual(self.due(member), ["2026-03-06 17:00"])

    def test_limits_of_assignments_move_to_the_incident(self):
        procedure = self.new_procedure()
        limit = self.new_limit(
            procedure, "dispatched", ["signed"], 2, "hours", scope="assignment"
        )
        with self.at("2026-03-06 09:00"):
            member = self._create()
            assignment = self._dispatch(member)
            incident = self._group(member)
            self.assertEqual(assignment.deadline_ids.complaint_id, incident)
            self.assertEqual(assignment.deadline_ids.limit_id, limit)
            self.assertEqual(assignment.deadline_ids.state, "running")
            assignment.with_user(self.user_respondent).action_sign()
            self.assertEqual(assignment.deadline_ids.state, "met")
