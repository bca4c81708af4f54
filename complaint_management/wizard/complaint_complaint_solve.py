from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.complaint_data import VALIDITIES


class ComplaintComplaintSolve(models.TransientModel):
    """*Solved on the spot*: received, remedied, agreed and closed in one form (P20,
    P23). Such cases are counted apart."""

    _name = "complaint.complaint.solve"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Solve a Complaint on the Spot"

    complaint_id = fields.Many2one(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    category_id = fields.Many2one(
        "complaint.category",
        required=True,
        compute="_compute_category_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    validity = fields.Selection(VALIDITIES, required=True, default="valid")
    remedy = fields.Text("What Was Done", required=True)
    has_agreed = fields.Boolean("The Customer Agrees", default=True)

    @api.depends("complaint_id")
    def _compute_category_id(self):
        for wizard in self:
            wizard.category_id = wizard._get_readable("complaint_id").category_id

    def action_solve(self):
        """Close the complaint as solved and remember that the customer agreed."""
        complaint = self.complaint_id
        complaint.write(
            {
                "category_id": self.category_id.id,
                "validity": self.validity,
                "outcome": "solved",
                "outcome_note": self.remedy,
            }
        )
        self._check_allowed()
        # sudo: nobody says so by hand; it frees from the conditions of closing
        complaint.sudo().is_solved_on_spot = True
        complaint._record_milestone("first_reply")
        complaint._record_milestone("executed")
        if self.has_agreed:
            complaint._record_milestone("agreed")
        complaint.write({"phase": "closed"})

    def _check_allowed(self):
        """A procedure may want complaints of some levels to be handled in full (P20).

        :raise UserError: the closing rule that applies says so
        """
        rule = self.complaint_id._get_closing_rule()
        if rule and not rule.is_on_spot_allowed:
            raise UserError(
                self.env._(
                    "%(complaint)s: by its procedure such a complaint cannot be solved"
                    " on the spot. Dispatch it or propose a solution.",
                    complaint=self.complaint_id.display_name,
                )
            )
