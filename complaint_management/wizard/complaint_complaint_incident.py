from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ComplaintComplaintIncident(models.TransientModel):
    """Makes complaints part of a mass incident, a new one or one that is known."""

    _name = "complaint.complaint.incident"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Mass Incident"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    parent_id = fields.Many2one(
        "complaint.complaint",
        "Mass Incident",
        compute="_compute_parent_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('origin', '=', 'mass_incident'), ('parent_id', '=', False),"
        " ('phase', '!=', 'closed')]",
        help="Leave empty to register a new mass incident.",
    )
    name = fields.Char(
        "Subject",
        compute="_compute_matter",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    category_id = fields.Many2one(
        "complaint.category",
        compute="_compute_matter",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        "complaint.team",
        compute="_compute_matter",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("complaint_ids")
    def _compute_parent_id(self):
        """The incident among the complaints, or that of one of them."""
        for wizard in self:
            cases = wizard._get_readable("complaint_ids")
            wizard.parent_id = cases.filtered("child_ids")[:1] or cases.parent_id[:1]

    @api.depends("complaint_ids")
    def _compute_matter(self):
        """The matter of the earliest complaint."""
        for wizard in self:
            cases = wizard._get_readable("complaint_ids")
            earliest = cases.sorted(lambda case: (case.date_received, case.id))[:1]
            wizard.name = earliest.name
            wizard.category_id = earliest.category_id
            wizard.team_id = earliest.team_id

    def action_group(self):
        """Put the complaints into the incident, and open it.

        :raise UserError: the complaints belong to several companies, or are closed
        """
        members = self.complaint_ids - self.parent_id
        self._check_members(members)
        incident = self.parent_id or self.env["complaint.complaint"].create(
            self._prepare_incident_values()
        )
        members.write({"parent_id": incident.id})
        # the incident may bar the user: a member complains about him
        if not incident.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return incident.get_formview_action()

    def _check_members(self, members):
        """:raise UserError: the complaints cannot be in one incident"""
        if len((members | self.parent_id).company_id) > 1:
            raise UserError(
                self.env._("A mass incident lies within one company: choose again.")
            )
        closed = members.filtered(lambda case: not case.is_open)
        if closed or not members:
            raise UserError(
                self.env._(
                    "Choose open complaints only. Closed: %(complaints)s",
                    complaints=", ".join(closed.mapped("number")) or "–",
                )
            )

    def _prepare_incident_values(self):
        """The new incident: received with its first complaint, about nobody less."""
        complaints = self.complaint_ids
        return {
            "name": self.name,
            "category_id": self.category_id.id,
            "team_id": self.team_id.id,
            "company_id": complaints.company_id.id,
            "kind": complaints[:1].kind,
            "origin": "mass_incident",
            "priority": max(complaints.mapped("priority")),
            "date_received": min(complaints.mapped("date_received")),
            "late_entry_reason": self.env._("Mass incident made of earlier complaints"),
            "subject_user_ids": [Command.set(complaints.subject_user_ids.ids)],
        }
