from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..complaint_data import (
    ENTRY_MILESTONES,
    HAND_OVER_MILESTONES,
    KINDS,
    LIMIT_DEBTORS,
    LIMIT_SCOPES,
    MILESTONES,
    VALIDITIES,
)
from .limit_course import ASSIGNMENT_ENDINGS, CASE_ENDINGS, Terms


class ComplaintTimeLimit(models.Model):
    """A time limit of a procedure: from a milestone to any of several others.

    Each time it begins to run for a complaint or an assignment, a
    ``complaint.deadline`` keeps its terms: changing a limit never touches what runs
    already.
    """

    _name = "complaint.time.limit"
    _inherit = [
        "complaint.cached.name.mixin",
        "complaint.portable.mixin",
        "complaint.duration.mixin",
    ]
    _description = "Complaint Time Limit"
    _order = "procedure_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )

    # to what it applies
    level_id = fields.Many2one(
        "complaint.level",
        domain="[('procedure_id', '=', procedure_id)]",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all levels.",
    )
    kind = fields.Selection(KINDS, help="Empty: for all kinds.")
    validity = fields.Selection(VALIDITIES, help="Empty: for all validities.")
    scope = fields.Selection(
        LIMIT_SCOPES, "Counted for", required=True, default="complaint"
    )
    debtor = fields.Selection(
        LIMIT_DEBTORS,
        "Owed by",
        required=True,
        compute="_compute_debtor",
        store=True,
        readonly=False,
        precompute=True,
        help="Who is late when the limit is missed.",
    )

    # from when to when
    start_code = fields.Selection(
        MILESTONES, "Begins with", required=True, default="received"
    )
    target_ids = fields.Many2many(
        "complaint.milestone.type",
        "complaint_time_limit_target_rel",
        string="Reached by",
        required=True,
        help="The first of these milestones reaches the limit.",
    )
    is_recurring = fields.Boolean(
        "Recurring",
        help="Runs anew each time it is reached, such as progress contacts.",
    )
    until_ids = fields.Many2many(
        "complaint.milestone.type",
        "complaint_time_limit_until_rel",
        string="Recurs until",
        help="Closing always ends it.",
    )
    target_codes = fields.Char(
        compute="_compute_codes", store=True, export_string_translation=False
    )
    until_codes = fields.Char(
        compute="_compute_codes", store=True, export_string_translation=False
    )

    # towards the customer and the case owner
    is_promised = fields.Boolean(
        "Told to the Customer", help="The customer is told this date."
    )
    is_individual = fields.Boolean(
        "Individual", help="The case owner may agree another time."
    )
    maximum = fields.Integer(
        help="The longest time that may be agreed, in the same unit; 0: no maximum."
    )

    @api.depends("scope")
    def _compute_debtor(self):
        for limit in self:
            limit.debtor = "department" if limit.scope == "assignment" else "desk"

    @api.depends("target_ids.code", "until_ids.code")
    def _compute_codes(self):
        """The milestones as deadlines keep them."""
        for limit in self:
            limit.target_codes = ",".join(limit.target_ids.mapped("code"))
            limit.until_codes = ",".join(limit.until_ids.mapped("code"))

    @api.constrains("level_id", "procedure_id")
    def _check_level(self):
        for limit in self.filtered("level_id"):
            if limit.level_id.procedure_id != limit.procedure_id:
                raise ValidationError(
                    self.env._(
                        "The level of limit %(limit)s belongs to another procedure.",
                        limit=limit.name,
                    )
                )

    @api.constrains("unit", "duration")
    def _check_duration(self):
        highest = {"week_day": 7, "month_day": 31, "quarter_day": 31}
        for limit in self.filtered(lambda limit: limit.unit in highest):
            if not 1 <= limit.duration <= highest[limit.unit]:
                raise ValidationError(
                    self.env._(
                        "Limit %(limit)s: the number lies between 1 and %(highest)s.",
                        limit=limit.name,
                        highest=highest[limit.unit],
                    )
                )

    def write(self, vals):
        """What is promised from now on is what is promised in the open cases too."""
        result = super().write(vals)
        if "is_promised" in vals:
            # sudo: configurators read no cases
            complaints = (
                self.env["complaint.deadline"]
                .sudo()
                .search([("limit_id", "in", self.ids), ("state", "=", "running")])
                .complaint_id
            )
            field = complaints._fields["date_promised"]
            self.env.add_to_compute(field, complaints)
        return result

    def unlink(self):
        """Limits that ever ran are archived, the others deleted."""
        used = self._get_used()
        used.action_archive()
        return super(ComplaintTimeLimit, self - used).unlink()

    def _get_used(self):
        # sudo: configurators read no cases
        groups = (
            self.env["complaint.deadline"]
            .sudo()
            ._read_group([("limit_id", "in", self.ids)], ["limit_id"])
        )
        return self.browse(limit.id for (limit,) in groups)

    @api.model
    def _get_by_procedures(self, procedures):
        """The active limits of the procedures."""
        known = self._get_ids_by_procedure()
        return self.browse(
            limit_id for key in procedures.ids for limit_id in known.get(key, ())
        )

    @ormcache()
    def _get_ids_by_procedure(self):
        # sudo: limits run whoever acts
        limits = self.sudo().search([("active", "=", True)])
        return {
            procedure.id: tuple(limits.ids)
            for procedure, limits in limits.grouped("procedure_id").items()
        }

    def _get_course_text(self):
        """From which milestone to which, such as “Received → Closed”."""
        labels = dict(self._fields["start_code"]._description_selection(self.env))
        targets = " / ".join(self.target_ids.mapped("display_name"))
        text = f"{labels[self.start_code]} → {targets}"
        if self.is_recurring:
            text = self.env._("%(course)s, again and again", course=text)
        return text

    def _applies_to(self, complaint):
        """Whether the limit runs for a complaint classified like this one, a record or
        a dictionary of its classification; none does for members of a mass incident."""
        self.ensure_one()
        return (
            not complaint["parent_id"]
            and self.procedure_id == complaint["procedure_id"]
            and (not self.level_id or self.level_id == complaint["level_id"])
            and (not self.kind or self.kind == complaint["kind"])
            and (not self.validity or self.validity == complaint["validity"])
        )

    def _starts_with(self, code):
        """Whether the milestone starts the limit. A new round starts again what began
        with the entry of the complaint, except its way to the department."""
        self.ensure_one()
        if code == "round_started" and self.start_code in ENTRY_MILESTONES:
            return not set(self.target_codes.split(",")) & set(HAND_OVER_MILESTONES)
        return code == self.start_code

    def _get_terms_of_course(self):
        """What the course of the limit depends on, for ``limit_course``."""
        self.ensure_one()
        is_of_assignment = self.scope == "assignment"
        return Terms(
            starts=self._starts_with,
            is_of_assignment=is_of_assignment,
            targets=frozenset((self.target_codes or "").split(",")),
            until=frozenset((self.until_codes or "").split(",")) - {""},
            is_recurring=self.is_recurring,
            endings=ASSIGNMENT_ENDINGS if is_of_assignment else CASE_ENDINGS,
        )

    def _filter_waiting_for(self, codes):
        """The limits that one of the milestones reaches or ends."""
        return self.filtered(
            lambda limit: (
                codes & set(f"{limit.target_codes},{limit.until_codes}".split(","))
            )
        )

    def _prepare_duration_values(self):
        """The terms, with the milestones the deadline waits for."""
        return {
            **super()._prepare_duration_values(),
            "target_codes": self.target_codes,
            "until_codes": self.until_codes,
            "is_recurring": self.is_recurring,
            "debtor": self.debtor,
        }
