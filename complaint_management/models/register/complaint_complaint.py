from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.rich_text_field import RichText
from ...tools.sparse_fields import SparseMany2many, SparseOne2many

# a change of these may bar users from the case
BARRING_FIELDS = {
    "subject_user_ids",
    "subject_department_id",
    "procedure_id",
    "team_id",
    "user_id",
}
# may be written instead of the stage
STAGE_DOORS = {"phase"}


class ComplaintComplaint(models.Model):
    """A case: what a customer complains about, until he is satisfied."""

    _name = "complaint.complaint"
    _inherit = [
        "complaint.act.mixin",
        "complaint.level.mixin",
        "complaint.promise.mixin",
        "complaint.clock.mixin",
        "complaint.confidentiality.mixin",
        "complaint.classification.mixin",
        "complaint.customer.mixin",
        "complaint.form.mixin",
        "complaint.holding.mixin",
        "complaint.import.mixin",
        "complaint.search.mixin",
        "complaint.similarity.mixin",
        "complaint.statistics.mixin",
        "complaint.incident.mixin",
        "complaint.overview.mixin",
        "complaint.dispatch.mixin",
        "complaint.urgent.help.mixin",
        "complaint.phase.mixin",
        "complaint.part.mixin",
    ]
    _description = "Complaint"
    _rec_name = "number"
    _order = "priority desc, id desc"
    _primary_email = "email_from"
    _check_company_auto = True
    _settled_fields = frozenset({"company_id"})
    _corrected_fields = frozenset(
        {"description", "demand", "expectation", "finding", "investigation_note"}
    )

    # identity
    number = fields.Char(copy=False, index="trigram")
    name = fields.Char("Subject", required=True, tracking=True)
    description = RichText("What Happened")
    demand = fields.Text(help="What the customer asks for.")
    expectation = fields.Text(help="What would satisfy the customer.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    is_historic = fields.Boolean(
        "Historic",
        copy=False,
        help="Taken over from an earlier system: no acknowledgement, no deadlines and no"
        " escalation.",
    )

    # incident
    incident_date = fields.Datetime("Happened on")
    incident_place = fields.Char("Place")
    subject_user_ids = SparseMany2many(
        "res.users",
        "complaint_complaint_subject_user_rel",
        string="Persons Complained About",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    subject_name = fields.Char(
        "Person or Unit Complained About",
        help="A person or service unit without a user.",
    )
    subject_department_id = fields.Many2one(
        "hr.department",
        "Department Complained About",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    barred_user_ids = SparseMany2many(
        "res.users",
        "complaint_complaint_barred_user_rel",
        string="Barred Users",
        compute="_compute_barred_user_ids",
        store=True,
        export_string_translation=False,
    )

    # outside bodies (P06, P15, P24)
    external_body_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index="btree_not_null",
        help="Authority, consumer association or medium that passed the complaint on.",
    )
    external_reference = fields.Char("Their Reference")

    # confidentiality
    is_confidential = fields.Boolean(
        "Confidential",
        tracking=True,
        help="Customer data stay at the desk and are never passed to departments.",
    )
    confidential_note = fields.Text(
        "Confidential Passage",
        help="Stays at the desk: never copied, printed or mailed.",
    )

    # people
    user_id = fields.Many2one(
        "res.users",
        "Case Owner",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    first_contact_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        default=lambda self: self._default_first_contact_id(),
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Whoever is contacted first stays responsible until the end.",
    )
    registered_by_id = fields.Many2one(
        "res.users",
        "Registered by",
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    # times
    date_received = fields.Datetime(
        "Received on",
        required=True,
        index=True,
        copy=False,
        default=fields.Datetime.now,
        tracking=True,
    )
    late_entry_reason = fields.Char(
        copy=False, help="Why the complaint was entered later than allowed."
    )

    # course
    is_solved_on_spot = fields.Boolean("Solved on the Spot", readonly=True, copy=False)

    # parts
    item_ids = SparseOne2many("complaint.item", "complaint_id", "Items", copy=True)
    assignment_ids = fields.One2many("complaint.assignment", "complaint_id")
    milestone_ids = fields.One2many("complaint.milestone", "complaint_id")

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "This complaint number is taken already."
    )
    _order_idx = models.Index("(priority DESC, id DESC) WHERE active IS TRUE")
    _open_order_idx = models.Index(
        "(priority DESC, id DESC) WHERE active IS TRUE AND phase <> 'closed'"
    )
    _stage_order_idx = models.Index(
        "(stage_id, priority DESC, id DESC) WHERE active IS TRUE"
    )

    def _default_first_contact_id(self):
        return self.env.user if self.env.user._is_internal() else False

    @api.depends("number")
    def _compute_display_name(self):
        """The number and nothing else: labels reach people who may not read the case."""
        for complaint in self:
            complaint.display_name = complaint.number or self.env._("New Complaint")

    @api.depends(
        "subject_user_ids",
        "subject_department_id",
        "is_conflict_barred",
        "is_contact_barred",
    )
    def _compute_barred_user_ids(self):
        by_barred = self.grouped(lambda complaint: complaint._get_barred_users())
        for users, complaints in by_barred.items():
            complaints.barred_user_ids = users

    @api.constrains("date_received")
    def _check_date_received(self):
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.date_received > now:
                raise UserError(
                    self.env._(
                        "The receipt cannot lie in the future: correct its time."
                    )
                )

    def _get_search_fields(self):
        return ["number", "name", "customer_name", "email_from", "phone"]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_followed(*(vals.keys() - STAGE_DOORS for vals in vals_list))
        vals_list = self._complete_create_values(vals_list)
        # the form says who registered when: it needs no message of its own
        quiet = super(ComplaintComplaint, self.with_context(mail_create_nolog=True))
        complaints = quiet.create(vals_list).with_env(self.env)
        live = complaints.filtered(lambda complaint: not complaint.is_historic)
        live._check_late_entry()
        live._check_can_enter_phase()
        live._do_enter_phase()
        live._record_entry()
        live._send_urgent_help()
        (complaints - live)._record_history()
        complaints._hand_over_barred()
        live._welcome_responsible()
        return complaints

    def write(self, vals):
        self._check_followed(vals.keys() - STAGE_DOORS)
        vals = self._complete_phase_values(vals)
        moving = self.filtered(lambda c: c.phase != vals.get("phase", c.phase))
        if not moving:
            # what follows from the phase need not be computed again
            vals = {name: value for name, value in vals.items() if name != "phase"}
        welcomed = self.filtered(lambda c: c.user_id.id != vals.get("user_id"))
        result = super().write(vals)
        if moving:
            moving._check_can_enter_phase()
            moving._do_enter_phase()
        if BARRING_FIELDS & vals.keys():
            self._hand_over_barred()
        if vals.get("user_id"):
            welcomed._welcome_responsible()
        return result

    def _check_company(self, fnames=None):
        """What many complaints of a batch have in common is checked once."""
        if fnames is None or "company_id" in fnames:
            fnames = self._fields
        for name in fnames:
            field = self._fields[name]
            if field.relational and field.check_company:
                # sudo: as Odoo's own check
                alike = self.sudo().grouped(
                    lambda c, name=name: (c.company_id, c[name])
                )
                first_ids = [complaints[:1].id for complaints in alike.values()]
                super(ComplaintComplaint, self.browse(first_ids))._check_company([name])

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%(subject)s (copy)", subject=values["name"])}
            for values in super().copy_data(default)
        ]

    def _complete_create_values(self, vals_list):
        """Give each complaint its number, and the phase that its stage stands for."""
        completed = [dict(self._complete_phase_values(vals)) for vals in vals_list]
        unnumbered = {}
        for vals in completed:
            if not vals.get("number"):
                company_id = vals.get("company_id") or self.env.company.id
                unnumbered.setdefault(company_id, []).append(vals)
        for company_id, rows in unnumbered.items():
            company = self.env["res.company"].browse(company_id)
            numbers = company._reserve_complaint_numbers(len(rows))
            for vals, number in zip(rows, numbers, strict=True):
                vals["number"] = number
        return completed

    def _is_removable(self):
        """What has been received is archived, and forgotten by the retention only."""
        return not self.milestone_ids

    def _get_history(self):
        return self.sudo()  # sudo: whoever saves may have barred himself

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_assignments(self):
        """Open the assignments of the complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_assignment_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _record_entry(self):
        """The milestones with which each complaint begins."""
        received = {complaint.id: complaint.date_received for complaint in self}
        milestones = self._append_milestones({"received": received, "registered": None})
        milestones._have_effects(is_entry=True)

    def _check_late_entry(self):
        """A late entry must say why it is late (P21).

        :raise UserError: the reason is missing
        """
        for complaint in self.filtered(lambda c: not c.late_entry_reason):
            hours = complaint.team_id.late_entry_hours
            allowed = complaint.date_received + timedelta(hours=hours)
            if hours and allowed < self.env.cr.now():
                raise UserError(
                    self.env._(
                        "“%(subject)s” was received more than %(hours)s hours ago: give"
                        " the reason for the late entry.",
                        subject=complaint.name,
                        hours=hours,
                    )
                )

    def _get_cannot_enter_phase_reasons(self):
        reasons = super()._get_cannot_enter_phase_reasons()
        if self.phase == "closed" and self._is_closed_with_another():
            return reasons
        if self.phase not in ("new", "classification"):
            reasons += self._get_unclassified_reasons()
        if self.phase == "closed":
            reasons += self._get_unfinished_reasons()
        return reasons

    def _get_unclassified_reasons(self):
        """What the register demands of every case that is worked on."""
        return [] if self.category_id else [self.env._("choose a category")]

    def _get_unfinished_reasons(self):
        """What the register demands of every case that ends, translated; else empty."""
        reasons = []
        if self.validity == "to_assess" and self.kind == "complaint":
            reasons.append(self.env._("say whether the complaint is valid"))
        if not self.outcome:
            reasons.append(self.env._("choose an outcome"))
        # sudo: members may belong to other desks
        if (self | self.sudo().child_ids).assignment_ids.filtered("is_open"):
            reasons.append(self.env._("wait for the replies of all departments"))
        return reasons

    def _get_subject_names(self):
        """Names of the persons complained about, with or without a user."""
        self.ensure_one()
        users = self.sudo().subject_user_ids  # sudo: names of colleagues elsewhere
        return ", ".join([*users.mapped("name"), *filter(None, [self.subject_name])])

    def _get_form_complaint(self):
        return self

    def _get_form_partner(self):
        return self.partner_id

    def _prepare_milestone_values(self):
        return {
            **super()._prepare_milestone_values(),
            "complaint_id": self.id,
            "company_id": self.company_id.id,
            "round": self.round,
        }
