from odoo import api, fields, models

from .reporting_data import DENOMINATOR_KINDS


class ComplaintDenominator(models.Model):
    """What complaints are compared with in a month: the quantity sold of a product line,
    or how many customers, vehicles or households there are (P23)."""

    _name = "complaint.denominator"
    _inherit = ["complaint.local.time.mixin", "complaint.part.mixin"]
    _description = "Complaint Denominator"
    _order = "month desc, kind, category_id, department_id"
    _rec_name = "month"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._get_local_today().replace(day=1),
        help="Any day of the month.",
    )
    kind = fields.Selection(DENOMINATOR_KINDS, required=True, default="sold")
    category_id = fields.Many2one(
        "complaint.category",
        ondelete="restrict",
        help="Empty: all complaints. Categories below it are part of it.",
    )
    department_id = fields.Many2one(
        "hr.department",
        check_company=True,
        ondelete="restrict",
        help="Empty: all departments. Departments below it are part of it.",
    )
    # pieces, customers and months do not add up
    quantity = fields.Float(required=True, digits=(16, 2), aggregator=None)

    _month_uniq = models.UniqueIndex(
        "(company_id, month, kind, COALESCE(category_id, 0), COALESCE(department_id, 0))",
        "The quantity of this month has been entered already.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity must be more than zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._to_first_day(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._to_first_day(vals))

    @api.model
    def _to_first_day(self, vals):
        """A month is kept as its first day, whichever day was entered."""
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}
