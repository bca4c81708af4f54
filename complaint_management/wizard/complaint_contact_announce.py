from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.resolution.resolution_data import CONTACT_PURPOSES


class ComplaintContactAnnounce(models.TransientModel):
    """Notes an announcement that answers many customers at once (P17): a contact with
    each of them."""

    _name = "complaint.contact.announce"
    _description = "Announce to Customers"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    complaint_count = fields.Integer(
        "Customers Answered", compute="_compute_complaint_count"
    )
    date = fields.Datetime("Announced on", required=True, default=fields.Datetime.now)
    purpose = fields.Selection(CONTACT_PURPOSES, required=True, default="explanation")
    late_reason = fields.Char("Why Entered Later")
    content = fields.Text("What Was Announced", required=True)
    link = fields.Char(help="Where the announcement can be read.")

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        for wizard in self:
            wizard.complaint_count = len(wizard._get_cases())

    def action_announce(self):
        """Log the announcement with each case.

        :raise UserError: all cases are closed, or the time lies in the future
        """
        cases = self._get_cases()
        if not cases:
            raise UserError(
                self.env._("These complaints are closed: nobody waits for an answer.")
            )
        self.env["complaint.contact"].create(
            [
                {
                    "complaint_id": case.id,
                    "channel": "announcement",
                    "purpose": self.purpose,
                    "date": self.date,
                    "late_reason": self.late_reason,
                    "content": self.content,
                    "link": self.link,
                }
                for case in cases
            ]
        )

    def _get_cases(self):
        """The open complaints, with those that belong to a mass incident."""
        complaints = self.complaint_ids._origin
        return (complaints | complaints.child_ids).filtered("is_open")
