from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import formataddr

from ..complaint_data import CASE_READERS, OPEN_PHASES

# Longer ones are folded by Python in a way that some mail servers do not read.
MAX_REPLY_TO = 68


class ComplaintTeam(models.Model):
    """A desk that takes complaints on: mail alias, members, working time, procedure."""

    _name = "complaint.team"
    _inherit = [
        "complaint.cached.name.mixin",
        "complaint.part.mixin",
        "mail.alias.mixin.optional",
        "mail.thread",
    ]
    _description = "Complaint Team"
    _order = "sequence, id"
    _check_company_auto = True

    def _default_procedure_id(self):
        return self.env["complaint.procedure"].search([], limit=1)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department", check_company=True, help="The department the desk belongs to."
    )
    procedure_id = fields.Many2one(
        "complaint.procedure",
        required=True,
        default=lambda self: self._default_procedure_id(),
        check_company=True,
        ondelete="restrict",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Time",
        check_company=True,
        default=lambda self: self.env.company.resource_calendar_id,
    )
    member_ids = fields.One2many("complaint.team.member", "team_id", "Members")

    # registration
    similarity_days = fields.Integer(
        "Look for Duplicates within (Days)",
        default=30,
        help="Complaints of the last so many calendar days are compared with a new one.",
    )
    late_entry_hours = fields.Integer(
        "Late Entry after (Hours)",
        default=24,
        help="A complaint registered more than so many hours after its receipt needs a"
        " reason. 0 never asks.",
    )

    # counters
    open_count = fields.Integer(compute="_compute_open_count", groups=CASE_READERS)
    unassigned_count = fields.Integer(
        compute="_compute_open_count", groups=CASE_READERS
    )

    _similarity_days_positive = models.Constraint(
        "CHECK (similarity_days >= 0)", "The number of days cannot be negative."
    )
    _late_entry_hours_positive = models.Constraint(
        "CHECK (late_entry_hours >= 0)", "The number of hours cannot be negative."
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """
        :raise AccessError: a desk takes an address over instead of naming its own
        """
        for vals in vals_list:
            self._check_own_alias(vals)
        return super().create(vals_list)

    def write(self, vals):
        """
        :raise AccessError: as for create
        """
        self._check_own_alias(vals)
        return super().write(vals)

    def _check_own_alias(self, vals):
        """Whoever names the address of a desk writes and deletes the row behind it: it
        must not be that of another desk, company or application."""
        if not vals.get("alias_id") or self.env.su:
            return
        # sudo: only to see whose address it is
        alias = self.env["mail.alias"].sudo().browse(vals["alias_id"])
        is_ours = alias.alias_parent_model_id.model == self._name
        owner_id = alias.alias_parent_thread_id
        if not self or not is_ours or (owner_id and owner_id not in self.ids):
            raise AccessError(
                self.env._("A desk has an address of its own: write its name instead.")
            )

    def _format_reply_to(self):
        """Reply-To of letters: the desk's address, with its name where both fit on one
        line of a header; empty where the desk has none."""
        address = self.sudo().alias_email  # sudo: aliases are the system's
        if not address:
            return ""
        formatted = formataddr((self.name, address))
        return formatted if len(formatted) <= MAX_REPLY_TO else address

    def _compute_open_count(self):
        counts = dict.fromkeys(self.ids, 0)
        unassigned = dict.fromkeys(self.ids, 0)
        groups = self.env["complaint.complaint"]._read_group(
            [("team_id", "in", self.ids), ("phase", "in", OPEN_PHASES)],
            ["team_id", "user_id"],
            ["__count"],
        )
        for team, user, count in groups:
            counts[team.id] += count
            unassigned[team.id] += 0 if user else count
        for team in self:
            team.open_count = counts.get(team.id, 0)
            team.unassigned_count = unassigned.get(team.id, 0)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_complaints(self):
        """Open the complaints of the team."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_action"
        )
        context = literal_eval(action["context"])
        return {
            **action,
            "context": {
                **context,
                "search_default_team_id": self.ids,
                "default_team_id": self.id,
            },
        }

    # ------------------------------------------------------------
    # MAIL GATEWAY
    # ------------------------------------------------------------

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("complaint.complaint")
        if self.id:
            values["alias_defaults"] = repr({"team_id": self.id})
        return values
