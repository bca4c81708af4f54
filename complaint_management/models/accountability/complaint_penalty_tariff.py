from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import date_utils

from ..complaint_data import MILESTONES
from .accountability_data import (
    MONTH_FACTORS,
    PENALTY_KINDS,
    PENALTY_PERIODS,
    PENALTY_TARGETS,
    TARIFF_OCCASIONS,
)


class ComplaintPenaltyTariff(models.Model):
    """What something costs: one line of the tariff of a procedure (P24, P20).

    SPECIFICATIONS

    * a missed time limit is charged by the lines of the level under which it ran; empty
      criteria match all
    * a line marked so is charged again after each automatic rise, for the new level
    * each further full month a fine of the line of the current level is due, times the
      factor: a fixed one, or multiplied by the number of months
    * amounts are in the currency of the company of the complaint
    """

    _name = "complaint.penalty.tariff"
    _inherit = ["complaint.portable.mixin"]
    _description = "Complaint Penalty Tariff"
    _order = "procedure_id, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    # what for
    occasion = fields.Selection(TARIFF_OCCASIONS, required=True, default="late")
    milestone_code = fields.Selection(
        MILESTONES,
        "Missed Milestone",
        help="Limits that wait for this milestone. Empty: all limits.",
    )
    limit_ids = fields.Many2many(
        "complaint.time.limit",
        string="Limits",
        domain="[('procedure_id', '=', procedure_id)]",
        help="Only these limits. Empty: all limits with the milestone.",
    )
    level_id = fields.Many2one(
        "complaint.level",
        domain="[('procedure_id', '=', procedure_id)]",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: all levels.",
    )
    repeat_count = fields.Integer(
        "Number of Times", default=2, help="So many times late or not as prescribed."
    )
    repeat_period = fields.Selection(
        PENALTY_PERIODS, "Within", required=True, default="quarter"
    )

    # for whom, what
    target_kind = fields.Selection(
        PENALTY_TARGETS, "Charged to", required=True, default="department"
    )
    kind = fields.Selection(PENALTY_KINDS, required=True, default="amount")
    amount = fields.Monetary()
    points = fields.Float(digits=(8, 2))

    # not closed
    is_due_at_rise = fields.Boolean(
        "Again after Each Rise",
        help="A notice by the line of the new level follows each automatic rise.",
    )
    month_factor_kind = fields.Selection(
        MONTH_FACTORS, "Each Further Month", required=True, default="none"
    )
    month_factor = fields.Float(
        "Factor",
        default=1.0,
        digits=(8, 2),
        help="The fine is so many times the penalty of the line.",
    )

    _numbers_positive = models.Constraint(
        "CHECK (amount >= 0 AND points >= 0 AND month_factor > 0 AND repeat_count > 0)",
        "Amounts and points cannot be negative; factors and numbers are positive.",
    )

    @api.depends("procedure_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for tariff in self:
            company = tariff.procedure_id.company_id or self.env.company
            tariff.currency_id = company.currency_id

    @api.depends("occasion", "milestone_code", "level_id", "target_kind")
    def _compute_display_name(self):
        for tariff in self:
            parts = [
                tariff._get_label("milestone_code") or tariff._get_label("occasion"),
                tariff.level_id.display_name,
                tariff._get_label("target_kind"),
            ]
            tariff.display_name = " · ".join(filter(None, parts))

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    @api.constrains("level_id", "procedure_id")
    def _check_level(self):
        for tariff in self.filtered("level_id"):
            if tariff.level_id.procedure_id != tariff.procedure_id:
                raise ValidationError(
                    self.env._(
                        "Tariff %(tariff)s: the level belongs to another procedure.",
                        tariff=tariff.display_name,
                    )
                )

    def unlink(self):
        """Lines that penalties were charged by are archived, the others deleted."""
        # sudo: configurators read no penalties
        penalties = self.env["complaint.penalty"].sudo()
        groups = penalties._read_group([("tariff_id", "in", self.ids)], ["tariff_id"])
        used = self.browse(tariff.id for (tariff,) in groups)
        used.action_archive()
        return super(ComplaintPenaltyTariff, self - used).unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _filter_for_deadline(self, deadline, level):
        """The lines by which a miss of the deadline is charged at the level."""
        codes = deadline._get_codes("target")
        return self.filtered(
            lambda tariff: (
                tariff.occasion == "late"
                and (not tariff.milestone_code or tariff.milestone_code in codes)
                and tariff._has_limit(deadline)
                and tariff.level_id in (level, tariff.level_id.browse())
            )
        )

    def _has_limit(self, deadline):
        """Whether the line counts for the limit of the deadline: it is named itself, or
        its counterpart at another level, to which a rise leads."""
        return (
            not self.limit_ids
            or deadline.limit_id in self.limit_ids
            or deadline.target_codes
            in self.limit_ids.mapped(
                lambda limit: ",".join(limit.target_ids.mapped("code"))
            )
        )

    def _get_month_factor(self, months):
        """By how much the penalty is multiplied after so many full months; 0 for
        none."""
        return {
            "none": 0,
            "fixed": self.month_factor,
            "months": self.month_factor * months,
        }[self.month_factor_kind]

    def _get_period(self, date):
        """First day of the period of the line that contains the date, and the first day
        after it."""
        start = date_utils.start_of(date, self.repeat_period)
        lengths = {"month": 1, "quarter": 3, "year": 12}
        return start, start + relativedelta(months=lengths[self.repeat_period])
