from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintAnonymise(models.TransientModel):
    """A customer asks us to forget him: all his closed cases, and his contact."""

    _name = "complaint.anonymise"
    _description = "Anonymise a Customer"

    partner_id = fields.Many2one("res.partner", "Customer")
    complaint_ids = fields.Many2many(
        "complaint.complaint",
        string="Complaints",
        compute="_compute_complaint_ids",
        store=True,
        readonly=False,
    )
    is_contact_included = fields.Boolean(
        "The Contact, too",
        default=True,
        help="Name, address and correspondence of the contact are deleted as well.",
    )
    obstacles = fields.Text(compute="_compute_obstacles")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "res.partner":
            values["partner_id"] = context.get("active_id")
        if context.get("active_model") == "complaint.complaint":
            values["complaint_ids"] = [(6, 0, context.get("active_ids", []))]
        return values

    @api.depends("partner_id")
    def _compute_complaint_ids(self):
        complaints = self.env["complaint.complaint"].with_context(active_test=False)
        for request in self.filtered("partner_id"):
            customer_id = request.partner_id.id
            request.complaint_ids = complaints.search(
                [
                    "|",
                    ("partner_id", "child_of", customer_id),
                    ("complainant_ids.partner_id", "child_of", customer_id),
                ]
            )

    @api.depends("complaint_ids", "partner_id", "is_contact_included")
    def _compute_obstacles(self):
        for request in self:
            reasons = request.complaint_ids._origin._get_cannot_anonymise_reasons()
            reasons += request._get_contact_reasons()
            request.obstacles = "\n".join(reasons)

    def _get_contact_reasons(self):
        """What stands against forgetting the contact, where that is wished."""
        if not (self.partner_id and self.is_contact_included):
            return []
        return self.partner_id._get_cannot_anonymise_reasons(self.complaint_ids._origin)

    def action_anonymise(self):
        """Forget the customer.

        :raise UserError: some of his cases are open or under legal hold, or the contact
            is needed elsewhere
        """
        self.ensure_one()
        if reasons := self._get_contact_reasons():
            raise UserError("\n".join(reasons))
        partners = self.partner_id | self.complaint_ids.partner_id
        self.complaint_ids._do_anonymise(partners)
        if self.is_contact_included and self.partner_id:
            self.partner_id._anonymise_complainant()
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
