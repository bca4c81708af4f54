from odoo import fields, models


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
        help="Coordinates when several departments are involved.",
    )

    def _do_enter_phase(self):
        """Who closes a case accepts the replies given to it."""
        super()._do_enter_phase()
        self.filtered(lambda case: case.phase == "closed").assignment_ids.filtered(
            lambda assignment: assignment.state == "replied"
        )._do_accept()
