from odoo import fields, models
from odoo.tools import SQL

from ..models.complaint_data import GRADES
from ..models.resolution.resolution_data import REMEDY_STATES, SATISFACTIONS


class ComplaintRemedyReport(models.Model):
    """What complaints cost, by cause, category, department at fault and bearer (P13,
    P20): each remedy joined to its complaint once."""

    _name = "complaint.remedy.report"
    _description = "Cost of Complaints"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "complaint.remedy": [
            "amount",
            "bearer_department_id",
            "company_id",
            "complaint_id",
            "date_given",
            "quantity",
            "state",
            "type_id",
        ],
        "complaint.remedy.type": ["is_money"],
        "complaint.complaint": [
            "category_id",
            "cause_id",
            "compensation_class",
            "department_id",
            "fault_department_id",
            "level_id",
            "procedure_id",
            "satisfaction",
            "team_id",
        ],
        "res.company": ["currency_id"],
    }

    date = fields.Datetime(readonly=True, help="When it was given, else planned.")
    complaint_id = fields.Many2one("complaint.complaint", readonly=True)
    state = fields.Selection(REMEDY_STATES, readonly=True)
    type_id = fields.Many2one("complaint.remedy.type", "Remedy", readonly=True)
    is_money = fields.Boolean("Counts as Money", readonly=True)
    quantity = fields.Float(readonly=True)
    amount = fields.Monetary("Cost", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    bearer_department_id = fields.Many2one("hr.department", "Borne by", readonly=True)
    fault_department_id = fields.Many2one(
        "hr.department", "Department at Fault", readonly=True
    )
    department_id = fields.Many2one(
        "hr.department", "Handling Department", readonly=True
    )
    category_id = fields.Many2one("complaint.category", readonly=True)
    cause_id = fields.Many2one("complaint.cause", readonly=True)
    level_id = fields.Many2one("complaint.level", readonly=True)
    procedure_id = fields.Many2one("complaint.procedure", readonly=True)
    team_id = fields.Many2one("complaint.team", readonly=True)
    compensation_class = fields.Selection(GRADES, readonly=True)
    satisfaction = fields.Selection(SATISFACTIONS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT r.id,
                      COALESCE(r.date_given, r.create_date) AS date,
                      r.complaint_id,
                      r.state,
                      r.type_id,
                      t.is_money,
                      r.quantity,
                      r.amount,
                      o.currency_id,
                      r.bearer_department_id,
                      c.fault_department_id,
                      c.department_id,
                      c.category_id,
                      c.cause_id,
                      c.level_id,
                      c.procedure_id,
                      c.team_id,
                      c.compensation_class,
                      c.satisfaction,
                      r.company_id
                 FROM complaint_remedy r
                 JOIN complaint_complaint c ON c.id = r.complaint_id
                 JOIN complaint_remedy_type t ON t.id = r.type_id
                 JOIN res_company o ON o.id = r.company_id"""
        )
