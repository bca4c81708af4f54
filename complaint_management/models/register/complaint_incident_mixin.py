from odoo import api, fields, models
from odoo.exceptions import UserError

ACCUSATION_ACTIVITY_TYPE = "mail.mail_activity_data_todo"


class ComplaintIncidentMixin(models.AbstractModel):
    """Mass incident (集中性投诉): many customers, one cause, one piece of work.

    The incident is a complaint, its members are the complaints of the customers. Work
    is done on the incident only; its end is the end of all members, and each customer
    is answered under his own number.
    """

    _name = "complaint.incident.mixin"
    _inherit = ["complaint.merge.mixin"]
    _description = "Mass Incident"

    parent_id = fields.Many2one(
        "complaint.complaint",
        "Part of the Mass Incident",
        copy=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        domain="[('origin', '=', 'mass_incident'), ('parent_id', '=', False)]",
        ondelete="restrict",
    )
    child_ids = fields.One2many("complaint.complaint", "parent_id", "Members")

    @api.constrains("parent_id")
    def _check_parent_id(self):
        # sudo: members may belong to other desks
        for member in self.sudo().filtered("parent_id"):
            if member.parent_id.parent_id or member.child_ids:
                raise UserError(
                    self.env._(
                        "%(member)s: a mass incident cannot be part of another one.",
                        member=member.display_name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        joining = complaints.filtered("parent_id")
        joining._check_can_join()
        joining._do_join_incident()
        return complaints

    def write(self, vals):
        if not vals.get("parent_id"):
            return super().write(vals)
        joining = self.filtered(lambda case: case.parent_id.id != vals["parent_id"])
        result = super().write(vals)
        joining._check_can_join()
        joining._do_join_incident()
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_members(self):
        """Open the members of the mass incident."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_action"
        )
        return {
            **action,
            "name": self.env._("Members of %(incident)s", incident=self.display_name),
            "domain": [("parent_id", "=", self.id)],
            "context": {"default_parent_id": self.id},
        }

    def action_leave_incident(self):
        """Handle the complaints by themselves again."""
        self.write({"parent_id": False, "origin": "ordinary"})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_can_join(self):
        """Joining is an act on both sides: whoever joins works on the incident, too.

        :raise AccessError: the user may not write the incident
        :raise UserError: the parent is no open mass incident, or a member is closed
        """
        if self.env.su:
            return
        self.parent_id.check_access("write")
        problems = [
            self.env._("%(case)s is no open mass incident.", case=incident.number)
            for incident in self.parent_id
            if incident.origin != "mass_incident" or not incident.is_open
        ] + [
            self.env._("%(case)s is closed: reopen it first.", case=member.number)
            for member in self
            if not member.is_open
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _do_join_incident(self):
        """Open work of the members goes on at their incident, as far as its desk may
        know of it; what they accuse colleagues of is for a supervisor to judge."""
        # sudo: incident and assignments may belong to other desks
        for incident, members in self.sudo().grouped("parent_id").items():
            (incident | members).filtered(
                lambda case: case.origin != "mass_incident"
            ).origin = "mass_incident"
            accusing = members.filtered(
                lambda case, incident=incident: (
                    case.subject_user_ids - incident.subject_user_ids
                )
            )
            accusing._propose_accusations()
            shared = (members - accusing).filtered(
                lambda case, incident=incident: (
                    case.team_id == incident.team_id
                    and case.is_confidential <= incident.is_confidential
                )
            )
            incident._adopt_assignments(shared.assignment_ids.filtered("is_open"))

    def _propose_accusations(self):
        """Members complain about colleagues whom their incident does not name: a
        supervisor decides whether these are kept away from it."""
        for member in self:
            supervisors = member._get_supervisors() - member.parent_id.user_id
            for supervisor in supervisors[:1]:
                member.activity_schedule(
                    ACCUSATION_ACTIVITY_TYPE,
                    summary=self.env._(
                        "Does the complaint about colleagues concern %(incident)s, too?",
                        incident=member.parent_id.number,
                    ),
                    user_id=supervisor.id,
                )

    def _get_cannot_dispatch_reasons(self):
        """Why departments cannot be given work on the complaint, translated."""
        self.ensure_one()
        if not self.parent_id:
            return []
        return [
            self.env._(
                "it is part of a mass incident: dispatch %(incident)s",
                incident=self.parent_id.sudo().number,  # sudo: only the number
            )
        ]

    def _do_enter_phase(self):
        super()._do_enter_phase()
        self.filtered(lambda case: case.phase == "closed")._close_members()

    def _close_members(self):
        """The end of an incident is the end of its open members, too (guards: see
        :meth:`_is_closed_with_another`)."""
        # sudo: members may belong to other desks
        members = self.sudo().child_ids.filtered("is_open")
        for incident, complaints in members.grouped("parent_id").items():
            values = incident._prepare_member_close_values()
            unassessed = complaints.filtered(lambda case: case.validity == "to_assess")
            unassessed.write({**values, "validity": incident.validity})
            (complaints - unassessed).write(values)

    def _prepare_member_close_values(self):
        """How members end with their incident."""
        self.ensure_one()
        return {
            "outcome": self.outcome,
            "outcome_note": self.outcome_note,
            "phase": "closed",
        }

    def _prepare_reopen_values(self):
        """A member that goes on after the end of its incident is a case of its own."""
        values = super()._prepare_reopen_values()
        if self._is_closed_with_another():
            values["parent_id"] = False
        return values

    def _is_closed_with_another(self):
        """Whoever closes a member by hand meets its guards; that an incident is closed
        counts for members which :meth:`_close_members` closes, and from then on."""
        # sudo: the incident may belong to another desk
        is_member_of_closed = self.sudo().parent_id.phase == "closed"
        return super()._is_closed_with_another() or (
            is_member_of_closed and (self.env.su or bool(self.date_closed))
        )

    # ------------------------------------------------------------
    # MERGING
    # ------------------------------------------------------------

    def _get_cannot_merge_reasons(self, survivor):
        reasons = super()._get_cannot_merge_reasons(survivor)
        # sudo: members may belong to other desks
        incidents = (self - survivor).sudo().filtered("child_ids")
        if survivor.parent_id:
            reasons += [
                self.env._(
                    "%(incident)s is a mass incident: merge into it, not into one of"
                    " its members.",
                    incident=incident.number,
                )
                for incident in incidents
            ]
        return reasons

    def _adopt_parts(self, merged):
        merged.child_ids.write({"parent_id": self.id})
        super()._adopt_parts(merged)

    def _prepare_survivor_values(self, merged):
        values = super()._prepare_survivor_values(merged)
        incident = merged.parent_id[:1]
        if incident and incident != self and not (self.parent_id or self.child_ids):
            values["parent_id"] = incident.id
        return values

    def _prepare_merged_values(self):
        return {**super()._prepare_merged_values(), "parent_id": False}
