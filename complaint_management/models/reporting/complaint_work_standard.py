from odoo import fields, models

from .reporting_data import STANDARD_SEVERITIES, WORK_STANDARDS


class ComplaintWorkStandard(models.Model):
    """What the work of the desk is measured by, and how serious a failure is (P17; the
    ticks of its table are lost, so the severity is a setting)."""

    _name = "complaint.work.standard"
    _description = "Work Standard"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    code = fields.Selection(WORK_STANDARDS, "Measured by", required=True)
    severity = fields.Selection(STANDARD_SEVERITIES, required=True, default="general")
    target = fields.Float(
        "Target (%)", required=True, default=100, digits=(5, 1), aggregator=None
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "This is measured already.")
    _target_range = models.Constraint(
        "CHECK (target BETWEEN 0 AND 100)", "The target lies between 0 and 100 percent."
    )
