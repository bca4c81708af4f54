from odoo import fields, models
from odoo.tools import SQL

from ..complaint_data import PHASES


class ComplaintRegistration(models.Model):
    """What a registrant sees of the complaints he registered: how far they are, and
    nothing that others have added.

    A registrant who is himself complained about does not see even that (P20).
    """

    _name = "complaint.registration"
    _description = "Complaint Registered"
    _auto = False
    _rec_name = "number"
    _order = "id desc"
    _depends = {
        "complaint.complaint": [
            "number",
            "name",
            "phase",
            "team_id",
            "company_id",
            "registered_by_id",
            "barred_user_ids",
            "date_received",
            "date_closed",
            "create_date",
        ],
    }

    number = fields.Char(readonly=True)
    name = fields.Char("Subject", readonly=True)
    phase = fields.Selection(PHASES, readonly=True)
    team_id = fields.Many2one("complaint.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    registered_by_id = fields.Many2one("res.users", "Registered by", readonly=True)
    date_received = fields.Datetime("Received on", readonly=True)
    date_registered = fields.Datetime("Registered on", readonly=True)
    date_closed = fields.Datetime("Closed on", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT complaint.id,
                   complaint.number,
                   complaint.name,
                   complaint.phase,
                   complaint.team_id,
                   complaint.company_id,
                   complaint.registered_by_id,
                   complaint.date_received,
                   complaint.create_date AS date_registered,
                   complaint.date_closed
              FROM complaint_complaint complaint
             WHERE NOT EXISTS (
                       SELECT 1
                         FROM complaint_complaint_barred_user_rel barred
                        WHERE barred.complaint_complaint_id = complaint.id
                          AND barred.res_users_id = complaint.registered_by_id
                   )
            """
        )
