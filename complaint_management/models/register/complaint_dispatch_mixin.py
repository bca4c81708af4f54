from odoo import api, fields, models


class ComplaintDispatchMixin(models.AbstractModel):
    """What a complaint knows of its assignments."""

    _name = "complaint.dispatch.mixin"
    _inherit = ["complaint.phase.mixin"]
    _description = "Dispatch of a Complaint"

    assignment_last = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last number given to an assignment.",
    )
    coordinator_id = fields.Many2one(
        "res.users",
        copy=False,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Coordinates when several departments are involved (P14).",
    )

    draft_warning = fields.Char(compute="_compute_draft_warning")

    @api.depends("partner_id", "assignment_ids.draft_user_id")
    @api.depends_context("uid")
    def _compute_draft_warning(self):
        """Who else is writing to the customer, or on an assignment of the case."""
        for complaint in self:
            authors = complaint._get_drafting_users() - self.env.user
            complaint.draft_warning = (
                self.env._(
                    "%(users)s has an unsent message to this customer or on this case.",
                    users=", ".join(authors.mapped("name")),
                )
                if authors
                else False
            )

    def _get_drafting_users(self):
        # sudo: that somebody writes is all that is told
        case = self.sudo()
        same_customer = case.search(
            [("partner_id", "=", case.partner_id.id), ("phase", "!=", "closed")]
            if case.partner_id
            else [("id", "in", case.ids)]
        )
        planned = case.env["mail.scheduled.message"].search(
            [("model", "=", case._name), ("res_id", "in", same_customer.ids)]
        )
        drafts = case.assignment_ids.filtered(
            lambda assignment: assignment.state == "signed"
        )
        users = planned.create_uid | drafts.draft_user_id
        return users.sudo(self.env.su)

    def _do_enter_phase(self):
        """Who closes a case accepts the replies given to it."""
        super()._do_enter_phase()
        self.filtered(lambda case: case.phase == "closed").assignment_ids.filtered(
            lambda assignment: assignment.state == "replied"
        )._do_accept()
