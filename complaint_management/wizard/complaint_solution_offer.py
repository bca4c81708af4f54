from odoo import api, fields, models

from ..models.resolution.resolution_data import (
    OFFER_ANSWERS,
    OFFER_WAYS,
    SPOKEN_OFFER_WAYS,
)


class ComplaintSolutionOffer(models.TransientModel):
    """Tells the customer what we offer; on the phone or face to face he may answer at
    once."""

    _name = "complaint.solution.offer"
    _description = "Tell the Customer"

    solution_id = fields.Many2one("complaint.solution", required=True)
    kind = fields.Selection(related="solution_id.kind", related_sudo=False)
    way = fields.Selection(
        OFFER_WAYS,
        compute="_compute_way",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    is_spoken = fields.Boolean(compute="_compute_is_spoken")
    answer = fields.Selection(OFFER_ANSWERS, required=True, default="open")
    customer_answer = fields.Text("What the Customer Said")
    customer_wish = fields.Text(help="What the customer wants instead.")
    addressees = fields.Text("Goes to", compute="_compute_addressees")

    @api.depends("solution_id")
    def _compute_way(self):
        """A way that reaches the customer."""
        for wizard in self:
            addressees = wizard.solution_id.complaint_id._get_addressees()
            if any(who["email"] for who in addressees):
                wizard.way = "mail"
            elif any(who["phone"] for who in addressees):
                wizard.way = "phone"
            else:
                wizard.way = "letter"

    @api.depends("way")
    def _compute_is_spoken(self):
        for wizard in self:
            wizard.is_spoken = wizard.way in SPOKEN_OFFER_WAYS

    @api.depends("solution_id")
    def _compute_addressees(self):
        for wizard in self:
            wizard.addressees = "\n".join(
                " · ".join(filter(None, (who["name"], who["email"], who["phone"])))
                for who in wizard.solution_id.complaint_id._get_addressees()
            )

    def action_offer(self):
        """Write the letter to everybody concerned, or note what was said.

        :return: the letter, to be completed and sent
        :raise UserError: what stands against it
        """
        solution = self.solution_id
        solution._check_can("offer")
        if not self.is_spoken:
            return solution._do_write_offer(self.way)._get_records_action()
        solution._do_offer(self.way, self.customer_answer)
        if solution.kind == "ruling":
            return None
        if self.answer == "agreed":
            solution._do_agree(self.customer_answer)
        elif self.answer == "declined":
            solution._do_decline(self.customer_wish, self.customer_answer)
        return None
