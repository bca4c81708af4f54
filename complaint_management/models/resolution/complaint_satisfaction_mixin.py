from odoo import api, fields, models

from .resolution_data import SATISFACTIONS


class ComplaintSatisfactionMixin(models.AbstractModel):
    """What the customer hears and what he says about the handling."""

    _name = "complaint.satisfaction.mixin"
    _inherit = ["complaint.confidentiality.mixin", "complaint.round.mixin"]
    _description = "Satisfaction of a Complaint"

    contact_ids = fields.One2many(
        "complaint.contact",
        "complaint_id",
        "Contacts with the Customer",
        copy=False,
    )
    callback_ids = fields.One2many(
        "complaint.callback", "complaint_id", "Follow-ups", copy=False
    )
    satisfaction = fields.Selection(
        SATISFACTIONS,
        compute="_compute_satisfaction",
        store=True,
        precompute=True,
        tracking=True,
        help="The last answer of the customer in the present round.",
    )
    dissatisfied_count = fields.Integer(
        "Dissatisfied Answers",
        compute="_compute_satisfaction",
        store=True,
        precompute=True,
        help="How often the customer was dissatisfied and wanted us to go on, in all"
        " rounds.",
    )

    @api.depends("round", "callback_ids.satisfaction")
    def _compute_satisfaction(self):
        for complaint in self:
            answers = complaint.callback_ids.filtered("satisfaction")
            current = answers.filtered(lambda c, r=complaint.round: c.round == r)
            complaint.satisfaction = current.sorted("date_done")[-1:].satisfaction
            complaint.dissatisfied_count = len(
                answers.filtered(lambda c: c.satisfaction == "dissatisfied")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_contacts(self):
        """Open the contacts with the customer."""
        return self._get_parts_action("complaint_management.complaint_contact_action")

    def action_open_callbacks(self):
        """Open the follow-ups of the customer."""
        return self._get_parts_action(
            "complaint_management.complaint_callback_action_all"
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _sweep_users(self, users):
        """Follow-ups and reviews are taken from them too."""
        super()._sweep_users(users)
        self.sudo().review_ids._replace_reviewers(users)  # sudo: as below
        # sudo: the person who saves may just have barred himself
        callbacks = self.sudo().callback_ids
        callbacks._sweep_users(users)
        callbacks.filtered(lambda c: c.user_id in users)._replace_callers()

    def _withdraw_copies(self):
        """Who may not read the confidential case does not call any more."""
        super()._withdraw_copies()
        # sudo: follow-ups of colleagues elsewhere
        for callback in self.sudo().callback_ids:
            if not callback._filter_callers(callback.user_id):
                callback._replace_callers()
