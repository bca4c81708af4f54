from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintRemedyGive(models.TransientModel):
    """Asks to whom remedies were handed over, when, and for which receipt (P23)."""

    _name = "complaint.remedy.give"
    _description = "Give Remedies"

    remedy_ids = fields.Many2many("complaint.remedy", required=True)
    is_money = fields.Boolean(compute="_compute_is_money")
    handed_to = fields.Char(required=True)
    date_given = fields.Datetime("Given on", required=True, default=fields.Datetime.now)
    receipt_number = fields.Char()
    receipt_ids = fields.Many2many("ir.attachment", string="Receipt Files")

    @api.depends("remedy_ids")
    def _compute_is_money(self):
        for wizard in self:
            wizard.is_money = any(wizard.remedy_ids.mapped("is_money"))

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        remedies = self.env["complaint.remedy"].browse(
            self.env.context.get("default_remedy_ids", [])
        )
        if "handed_to" in fields_list:
            values.setdefault("handed_to", remedies.complaint_id[:1].customer_name)
        return values

    def action_give(self):
        """Note the handing over.

        :raise UserError: what stands against it, the time lies in the future, or there
            is no receipt for money
        """
        self.remedy_ids._check_can("give")
        if self.is_money and not (self.receipt_number or self.receipt_ids):
            raise UserError(
                self.env._("Money is handed over for a receipt: note its number.")
            )
        if self.date_given > fields.Datetime.now():
            raise UserError(
                self.env._("Nothing is handed over in the future: correct the time.")
            )
        self.remedy_ids._do_give(
            date_given=self.date_given,
            handed_to=self.handed_to,
            handed_by_id=self.env.uid,
            receipt_number=self.receipt_number,
            receipt_ids=self.receipt_ids.ids,
        )
