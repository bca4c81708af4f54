from odoo import api, fields, models


class ComplaintComplaintMerge(models.TransientModel):
    """Asks which of several complaints survives, then merges the others into it."""

    _name = "complaint.complaint.merge"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Merge Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    survivor_id = fields.Many2one(
        "complaint.complaint",
        "Go on with",
        compute="_compute_survivor_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', complaint_ids)]",
    )
    has_several_customers = fields.Boolean(compute="_compute_has_several_customers")

    @api.depends("complaint_ids")
    def _compute_survivor_id(self):
        """The oldest open complaint, or else the oldest."""
        for wizard in self:
            oldest = wizard._get_readable("complaint_ids").sorted(
                lambda case: (not case.is_open, case.date_received, case.id)
            )
            wizard.survivor_id = oldest[:1]

    @api.depends("complaint_ids", "survivor_id")
    def _compute_has_several_customers(self):
        for wizard in self:
            survivor = wizard.survivor_id
            others = wizard._get_readable("complaint_ids") - survivor
            wizard.has_several_customers = survivor and any(
                not survivor._is_same_person(case) for case in others
            )

    def action_merge(self):
        """Merge and open the survivor.

        :raise UserError: see ``complaint.merge.mixin``
        """
        survivor = self.survivor_id
        self.complaint_ids._merge_into(survivor)
        # merging may bar the user: somebody he works with is complained about
        if not survivor.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return survivor.get_formview_action()
