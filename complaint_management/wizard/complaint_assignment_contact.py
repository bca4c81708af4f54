from odoo import fields, models

from ..models.complaint_data import CONTACT_WAYS


class ComplaintAssignmentContact(models.TransientModel):
    """Lets a department write to the customer, or log a call or visit, where the
    procedure has departments contact customers (P13, P20, P23, P24)."""

    _name = "complaint.assignment.contact"
    _description = "Contact the Customer"

    assignment_id = fields.Many2one(
        "complaint.assignment",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    way = fields.Selection(CONTACT_WAYS, required=True, default="call")
    subject = fields.Char()
    text = fields.Text(required=True, help="What you write, or what was said.")
    is_informed = fields.Boolean("The Customer Knows the Result")

    def action_contact(self):
        """Send or log it, and stamp the milestones of the case.

        :raise UserError: what stands against it
        """
        assignment = self.assignment_id
        assignment._check_can("contact")
        assignment._do_contact(self.way, self.text, self.subject, self.is_informed)
