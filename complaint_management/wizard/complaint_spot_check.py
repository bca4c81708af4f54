import math
from random import SystemRandom

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ComplaintSpotCheck(models.TransientModel):
    """Draws some of the closed cases of a period at random, to be looked at by somebody
    who did not handle them (抽查; standards 1 and 8 of P17)."""

    _name = "complaint.spot.check"
    _inherit = ["complaint.report.scope.mixin"]
    _description = "Draw a Spot Check"

    user_id = fields.Many2one(
        "res.users",
        "Reviewer",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    percent = fields.Float("Share (%)", required=True, default=5, digits=(5, 1))
    pool_count = fields.Integer("Cases to Draw From", compute="_compute_counts")
    sample_count = fields.Integer("To Be Checked", compute="_compute_counts")

    _percent_range = models.Constraint(
        "CHECK (percent > 0 AND percent <= 100)",
        "The share lies between 0 and 100 percent.",
    )

    @api.depends(
        "company_id",
        "date_from",
        "date_to",
        "team_ids",
        "department_ids",
        "category_ids",
        "percent",
        "user_id",
    )
    def _compute_counts(self):
        for check in self:
            check.pool_count = (
                check._get_complaints().search_count(check._get_pool_domain())
                if check.date_from and check.date_to
                else 0
            )
            check.sample_count = math.ceil(check.pool_count * check.percent / 100)

    def action_draw(self):
        """Draw the sample and open its reviews.

        :raise UserError: there is nothing to draw from
        """
        self.ensure_one()
        pool = self._get_complaints().search(self._get_pool_domain())
        if not pool:
            raise UserError(
                self.env._(
                    "No closed case of this period is left to be checked: choose a"
                    " longer period."
                )
            )
        drawn = SystemRandom().sample(pool.ids, self.sample_count)
        reviews = self.env["complaint.review"].create(
            [
                {
                    "complaint_id": complaint_id,
                    "kind": "spot_check",
                    "user_id": self.user_id.id,
                }
                for complaint_id in drawn
            ]
        )
        return reviews._get_records_action(name=self.env._("Spot Check"))

    def _get_pool_domain(self):
        """Closed in the period, never spot-checked, neither handled by the reviewer nor
        kept from him."""
        return (
            self._get_filter_domain()
            & Domain(self._get_period_domain("date_closed"))
            & Domain("phase", "=", "closed")
            & Domain("review_ids", "not any", [("kind", "=", "spot_check")])
            & Domain("user_id", "!=", self.user_id.id)
            & Domain("assignment_ids", "not any", [("user_id", "=", self.user_id.id)])
            & Domain("barred_user_ids", "not in", self.user_id.ids)
        )
