from odoo import api, fields, models
from odoo.exceptions import AccessError

# settled when the plan is submitted
PLAN_FIELDS = {"name", "user_id", "date_due", "sequence", "solution_id"}
DONE_FIELDS = {"is_done", "date_done", "done_by_id"}


class ComplaintSolutionStep(models.Model):
    """What has to be done for a solution, by whom and until when (P01). Whoever has to
    do it sees his step, not the solution."""

    _name = "complaint.solution.step"
    _inherit = ["complaint.guard.mixin"]
    _part_of = ("solution_id",)
    _description = "Step of a Solution"
    _order = "solution_id, sequence, id"

    solution_id = fields.Many2one(
        "complaint.solution", required=True, index=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        related="solution_id.complaint_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="solution_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What to Do", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    date_due = fields.Date("Due on")
    is_done = fields.Boolean("Done", readonly=True, copy=False)
    date_done = fields.Datetime("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )

    can_finish = fields.Boolean(compute="_compute_can_acts")

    @api.depends("is_done", "solution_id.state")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "finish"]

    def _get_cannot_finish_reasons(self):
        reasons = []
        if self.is_done:
            reasons.append(self.env._("it is done already"))
        solution = self.sudo().solution_id  # sudo: whoever does a step needs not see it
        if solution.state != solution._get_settled_state():
            reasons.append(self.env._("the solution is not settled yet"))
        if self.env.user != self.user_id and not self._is_desk():
            reasons.append(self.env._("only the person named and the desk may do this"))
        return reasons

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_plan_open()
        return steps

    def write(self, vals):
        """The plan is written while the solution is a draft, its end by
        :meth:`action_finish`.

        :raise AccessError: anything else is written
        """
        if not self.env.su and DONE_FIELDS & vals.keys():
            raise AccessError(self.env._("Steps are ticked off by their button."))
        if PLAN_FIELDS & vals.keys():
            self._check_plan_open()
        return super().write(vals)

    def _is_removable(self):
        return True  # as long as the plan is open, see below

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_plan_open()

    def _check_plan_open(self):
        if not self.env.su and self.solution_id.filtered(lambda s: s.state != "draft"):
            raise AccessError(
                self.env._(
                    "The steps are settled: propose the next version to change them."
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_finish(self):
        """The step has been done."""
        self._check_can("finish")
        # sudo: persons named have no right to change the plan
        self.sudo().write(
            {
                "is_done": True,
                "date_done": self.env.cr.now(),
                "done_by_id": self.env.uid,
            }
        )
