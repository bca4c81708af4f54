from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..models.accountability.accountability_data import PENALTY_KINDS, PENALTY_TARGETS


class ComplaintPenaltyPropose(models.TransientModel):
    """The opinion of desk or department that somebody should be charged (处罚意见,
    P06): a violation is named, no time limit need be missed."""

    _name = "complaint.penalty.propose"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Propose a Penalty"

    complaint_id = fields.Many2one("complaint.complaint")
    assignment_id = fields.Many2one(
        "complaint.assignment", help="Departments propose on their assignment."
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    violation_id = fields.Many2one("complaint.penalty.violation", required=True)
    target_kind = fields.Selection(
        PENALTY_TARGETS, "Charge", required=True, default="department"
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    user_id = fields.Many2one("res.users", "Person", domain="[('share', '=', False)]")
    person_name = fields.Char("Person without a User")
    kind = fields.Selection(PENALTY_KINDS, required=True, default="criticism")
    amount = fields.Monetary()
    points = fields.Float(digits=(8, 2))
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.depends("complaint_id", "assignment_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard._get_source().company_id or self.env.company

    @api.depends("complaint_id", "assignment_id")
    def _compute_department_id(self):
        for wizard in self:
            wizard.department_id = wizard._get_source().department_id

    def _get_source(self):
        """The assignment, or else the case, on which the penalty is proposed."""
        return self._get_readable("assignment_id") or self._get_readable("complaint_id")

    def action_propose(self):
        """Propose the penalty.

        :raise AccessError: the user neither works on the complaint nor answers the
            assignment
        :raise UserError: the procedure forbids penalties, or spares the target
        """
        self.ensure_one()
        self._check_may_propose()
        # sudo: departments have no right on complaints; whoever proposes was checked
        penalties = self.env["complaint.penalty"].sudo()
        penalty = penalties.create(penalties._add_evidence([self._prepare_values()]))
        self.attachment_ids.check_access("read")
        copies = self.attachment_ids.sudo().copy(
            {"res_model": penalty._name, "res_id": penalty.id}
        )
        if copies:
            penalty._message_log(
                body=self.env._("Files of the proposal"),
                attachment_ids=[Command.link(copy.id) for copy in copies],
            )
        return penalty.sudo(False)._get_records_action()

    def _check_may_propose(self):
        if self.assignment_id:
            self.assignment_id.check_access("read")
            if self.assignment_id._is_respondent() or self.assignment_id._is_desk():
                return
        elif self.complaint_id:
            self.complaint_id.check_access("write")
            return
        raise AccessError(
            self.env._("Only the desk and the handling department propose penalties.")
        )

    def _prepare_values(self):
        is_person = self.target_kind == "person"
        assignment = self.assignment_id
        # sudo: only to find the complaint of the assignment
        complaint = assignment.sudo().complaint_id or self.complaint_id
        return {
            "complaint_id": complaint.id,
            "violation_id": self.violation_id.id,
            "target_kind": self.target_kind,
            "department_id": self.department_id.id,
            "user_id": is_person and self.user_id.id,
            "person_name": is_person and not self.user_id and self.person_name,
            "kind": self.kind,
            "unit_amount": self.amount if self.kind == "amount" else 0,
            "unit_points": self.points if self.kind == "points" else 0,
            "level_id": complaint.sudo().level_id.id,  # sudo: as above
            "reason": self.reason,
            "proposed_by_id": self.env.uid,
        }
