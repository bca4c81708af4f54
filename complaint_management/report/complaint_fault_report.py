from odoo import fields, models
from odoo.tools import SQL

from ..models.complaint_data import FAULT_KINDS
from .accountable import select_accountable


class ComplaintFaultReport(models.Model):
    """What departments and outside parties did late or not as prescribed, one row each,
    for any period the user chooses (P20: two or more are held against them). Nobody is
    named where the procedure forbids penalties (P09)."""

    _name = "complaint.fault.report"
    _description = "Late and Unreported Work"
    _auto = False
    _order = "date desc, id desc"
    # the query is set-based over both tables: what is not yet written must be first
    _depends = {
        "complaint.deadline": [
            "assignment_id",
            "complaint_id",
            "company_id",
            "date_due",
            "date_ended",
            "debtor",
            "department_id",
            "is_late",
            "level_id",
            "limit_id",
            "state",
            "user_id",
        ],
        "complaint.assignment": [
            "complaint_id",
            "company_id",
            "date_unreported",
            "department_id",
            "partner_id",
            "unreported_reason",
            "user_id",
        ],
        "complaint.complaint": ["category_id", "level_id", "procedure_id", "team_id"],
        "complaint.procedure": ["penalty_mode"],
    }

    kind = fields.Selection(FAULT_KINDS, readonly=True)
    date = fields.Datetime(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    partner_id = fields.Many2one("res.partner", "Outside Party", readonly=True)
    user_id = fields.Many2one("res.users", "Contact", readonly=True)
    complaint_id = fields.Many2one("complaint.complaint", readonly=True)
    assignment_id = fields.Many2one("complaint.assignment", readonly=True)
    limit_id = fields.Many2one("complaint.time.limit", readonly=True)
    reason = fields.Char(readonly=True)
    is_unfinished = fields.Boolean("Still Open", readonly=True)
    hours_late = fields.Float(
        readonly=True, aggregator="avg", help="Hours by the clock, until now if open."
    )
    team_id = fields.Many2one("complaint.team", readonly=True)
    category_id = fields.Many2one("complaint.category", readonly=True)
    level_id = fields.Many2one("complaint.level", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._select_late(), self._select_unreported())

    def _select_late(self):
        now = self.env.cr.now()
        return SQL(
            """SELECT d.id * 2 AS id,
                      'late' AS kind,
                      d.date_due AS date,
                      d.department_id,
                      a.partner_id,
                      %(contact)s AS user_id,
                      d.complaint_id,
                      d.assignment_id,
                      d.limit_id,
                      NULL AS reason,
                      d.state = 'running' AS is_unfinished,
                      EXTRACT(EPOCH FROM COALESCE(d.date_ended, %(now)s) - d.date_due)
                          / 3600 AS hours_late,
                      c.team_id,
                      c.category_id,
                      d.level_id,
                      d.company_id
                 FROM complaint_deadline d
                 JOIN complaint_complaint c ON c.id = d.complaint_id
            LEFT JOIN complaint_procedure p ON p.id = c.procedure_id
            LEFT JOIN complaint_assignment a ON a.id = d.assignment_id
                WHERE d.debtor = 'department'
                  AND (d.is_late OR d.state = 'running' AND d.date_due < %(now)s)""",
            contact=select_accountable("d.user_id"),
            now=now,
        )

    def _select_unreported(self):
        return SQL(
            """SELECT a.id * 2 + 1 AS id,
                      'unreported' AS kind,
                      a.date_unreported AS date,
                      a.department_id,
                      a.partner_id,
                      %(contact)s AS user_id,
                      a.complaint_id,
                      a.id AS assignment_id,
                      NULL AS limit_id,
                      a.unreported_reason AS reason,
                      FALSE AS is_unfinished,
                      NULL AS hours_late,
                      c.team_id,
                      c.category_id,
                      c.level_id,
                      a.company_id
                 FROM complaint_assignment a
                 JOIN complaint_complaint c ON c.id = a.complaint_id
            LEFT JOIN complaint_procedure p ON p.id = c.procedure_id
                WHERE a.date_unreported IS NOT NULL""",
            contact=select_accountable("a.user_id"),
        )
