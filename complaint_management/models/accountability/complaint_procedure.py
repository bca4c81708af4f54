from odoo import fields, models

from .accountability_data import PENALTY_APPROVALS, PENALTY_MODES


class ComplaintProcedure(models.Model):
    _inherit = "complaint.procedure"

    penalty_mode = fields.Selection(
        PENALTY_MODES,
        "Penalties",
        required=True,
        default="forbidden",
        tracking=True,
        help="Forbidden: nobody is ever punished, not even by hand. By opinion:"
        " desk and departments propose. By tariff: missed limits propose.",
    )
    tariff_ids = fields.One2many(
        "complaint.penalty.tariff", "procedure_id", "Penalty Tariff"
    )
    penalty_approval = fields.Selection(
        PENALTY_APPROVALS,
        "Penalties Approved",
        required=True,
        default="each",
        tracking=True,
    )
    penalty_appeal_days = fields.Integer(
        "Days to Appeal", default=7, help="0: no appeal against penalties."
    )
    penalty_executor_id = fields.Many2one(
        "hr.department",
        "Penalties Executed by",
        ondelete="restrict",
        help="Department that executes penalties, such as general affairs, human"
        " resources or finance. Empty: the supervisors.",
    )
    penalty_exempt_department_ids = fields.Many2many(
        "hr.department",
        "complaint_procedure_exempt_department_rel",
        string="Exempt Departments",
        copy=False,
        help="These departments and those below them are never punished.",
    )
    penalty_exempt_user_ids = fields.Many2many(
        "res.users",
        "complaint_procedure_exempt_user_rel",
        string="Exempt Persons",
        domain="[('share', '=', False)]",
        copy=False,
    )

    _penalty_appeal_days_positive = models.Constraint(
        "CHECK (penalty_appeal_days >= 0)", "The number of days cannot be negative."
    )

    def _get_gaps(self):
        return [*super()._get_gaps(), *self._get_penalty_gaps()]

    def _get_penalty_gaps(self):
        if self.penalty_mode == "tariff":
            if not self.tariff_ids:
                yield self.env._("Penalties by tariff: the tariff has no lines.")
            if "propose_penalty" not in self.rule_ids.effect_ids.mapped("code"):
                yield self.env._(
                    "Penalties by tariff: no escalation rule proposes penalties."
                )
        violations = self.env["complaint.penalty.violation"]
        if self.penalty_mode == "opinion" and not violations.search_count([], limit=1):
            yield self.env._(
                "Penalties by opinion: there are no violations to choose from."
            )
        if not self.penalty_executor_id and (
            self.penalty_mode == "opinion"
            or (self.penalty_mode == "tariff" and self.penalty_approval == "executor")
        ):
            yield self.env._(
                "Penalties: no department executes them, so the supervisors do."
            )

    def _is_penalty_exempt(self, department, user):
        """Whether the procedure spares the department or the person (P24)."""
        self.ensure_one()
        # sudo: whom a rule book spares does not depend on who asks
        procedure = self.sudo()
        exempt = procedure.penalty_exempt_department_ids
        return user in procedure.penalty_exempt_user_ids or (
            bool(exempt)
            and bool(department.filtered_domain([("id", "child_of", exempt.ids)]))
        )
