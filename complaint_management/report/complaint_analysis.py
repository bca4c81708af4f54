from odoo import fields, models
from odoo.tools import SQL

from ..models.complaint_data import (
    KINDS,
    ORIGINS,
    OUTCOMES,
    PHASES,
    VALIDITIES,
)
from ..models.reporting.complaint_response_mixin import select_on_time
from ..models.resolution.resolution_data import SATISFACTIONS
from .accountable import select_accountable

# copied from the complaint as they are
COPIED_FIELDS = (
    "active",
    "category_id",
    "channel_id",
    "company_id",
    "date_closed",
    "date_received",
    "department_id",
    "kind",
    "level_id",
    "origin",
    "outcome",
    "partner_id",
    "period",
    "phase",
    "procedure_id",
    "satisfaction",
    "subject_department_id",
    "team_id",
    "validity",
)


class ComplaintAnalysis(models.Model):
    """Complaints with the measures by which they are judged. A measure is empty where
    it makes no sense yet, so that averages are right; costs join the case once."""

    _name = "complaint.analysis"
    _description = "Complaint Analysis"
    _auto = False
    _rec_name = "complaint_id"
    _order = "date_received desc"
    _depends = {
        "complaint.complaint": [
            *COPIED_FIELDS,
            "close_time",
            "date_first_reply",
            "first_reply_hours",
            "handling_hours",
            "has_kept_limit",
            "has_missed_limit",
            "round",
            "user_id",
        ],
        "complaint.deadline": ["complaint_id", "date_due", "state"],
        "complaint.procedure": ["penalty_mode"],
        "complaint.remedy": ["amount", "complaint_id", "state"],
    }

    complaint_id = fields.Many2one("complaint.complaint", readonly=True)
    active = fields.Boolean(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("complaint.team", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Case Owner",
        readonly=True,
        help="Nobody is named where the procedure forbids penalties.",
    )
    procedure_id = fields.Many2one("complaint.procedure", readonly=True)
    category_id = fields.Many2one("complaint.category", readonly=True)
    channel_id = fields.Many2one("complaint.channel", readonly=True)
    level_id = fields.Many2one("complaint.level", readonly=True)
    department_id = fields.Many2one(
        "hr.department", "Handling Department", readonly=True
    )
    subject_department_id = fields.Many2one(
        "hr.department", "Department Complained About", readonly=True
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    origin = fields.Selection(ORIGINS, readonly=True)
    validity = fields.Selection(VALIDITIES, readonly=True)
    phase = fields.Selection(PHASES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    satisfaction = fields.Selection(SATISFACTIONS, readonly=True)
    period = fields.Char("Month of Receipt", readonly=True)
    date_received = fields.Datetime("Received on", readonly=True)
    date_closed = fields.Datetime("Closed on", readonly=True)

    # measures
    first_reply_hours = fields.Float(
        "Working Hours to the First Answer", readonly=True, aggregator="avg"
    )
    handling_hours = fields.Float(
        "Working Hours to the End", readonly=True, aggregator="avg"
    )
    on_time_rate = fields.Float(
        "On Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the complaints of which a time limit was kept or missed until now.",
    )
    first_time_rate = fields.Float(
        "Closed the First Time (%)", readonly=True, aggregator="avg"
    )
    reopen_rate = fields.Float("Further Rounds (%)", readonly=True, aggregator="avg")
    satisfaction_rate = fields.Float("Satisfied (%)", readonly=True, aggregator="avg")
    cost = fields.Float("Cost of Remedies", readonly=True, aggregator="sum")

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    def _select(self):
        copied = SQL(", ").join(
            SQL("c.%s", SQL.identifier(name)) for name in COPIED_FIELDS
        )
        return SQL(
            """
            c.id, c.id AS complaint_id, %s,
            %s AS user_id,
            CASE WHEN c.date_first_reply IS NOT NULL
                THEN c.first_reply_hours END AS first_reply_hours,
            CASE WHEN c.date_closed IS NOT NULL
                THEN c.handling_hours END AS handling_hours,
            CASE %s WHEN 'yes' THEN 100 WHEN 'no' THEN 0 END AS on_time_rate,
            CASE c.close_time WHEN 'first' THEN 100 WHEN 'second' THEN 0
                END AS first_time_rate,
            CASE WHEN c.date_closed IS NOT NULL
                THEN CASE WHEN c.round > 1 THEN 100 ELSE 0 END END AS reopen_rate,
            CASE WHEN c.satisfaction = 'satisfied' THEN 100
                WHEN c.satisfaction IN ('dissatisfied', 'not_pursued') THEN 0
                END AS satisfaction_rate,
            r.cost
            """,
            copied,
            select_accountable("c.user_id"),
            select_on_time("c", self.env.cr.now()),
        )

    def _from(self):
        return SQL(
            """
            complaint_complaint c LEFT JOIN (
                SELECT complaint_id, SUM(amount) AS cost FROM complaint_remedy
                WHERE state <> 'refused' GROUP BY complaint_id
            ) r ON r.complaint_id = c.id
            LEFT JOIN complaint_procedure p ON p.id = c.procedure_id
            """
        )
