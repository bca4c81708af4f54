from odoo import api, fields, models

from ..complaint_data import KINDS, VALIDITIES
from .resolution_data import (
    CUSTOMER_ANSWERS,
    EXPLANATION_WAYS,
    MEASURE_DEMANDS,
    SOLUTION_DEMANDS,
)


class ComplaintClosingRule(models.Model):
    """What must be true before a complaint may be closed.

    SPECIFICATIONS

    * the first rule of the procedure that matches decides; empty criteria match
      everything; without a rule only category, validity, outcome and replies are asked
    * without a customer nothing is asked of him
    * outcomes that end the matter otherwise (withdrawn, superseded, referred, no answer
      needed) ask for a written reason in place of the customer's answer, solution and
      measures
    * who approves the closing is said by the approval rules
    """

    _name = "complaint.closing.rule"
    _inherit = ["complaint.portable.mixin"]
    _description = "Complaint Closing Rule"
    _order = "procedure_id, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )

    # criteria
    validity = fields.Selection(VALIDITIES)
    kind = fields.Selection(KINDS)
    level_ids = fields.Many2many(
        "complaint.level",
        string="At Levels",
        domain="[('procedure_id', '=', procedure_id)]",
    )

    # towards the customer
    customer_answer = fields.Selection(CUSTOMER_ANSWERS, required=True, default="none")

    explanation_way = fields.Selection(
        EXPLANATION_WAYS,
        "Explained",
        required=True,
        default="any",
        help="How the customer must have been told.",
    )

    # inside
    is_verdict_needed = fields.Boolean(
        "Verdict", help="On each item, or on the complaint when it has none."
    )
    is_cause_needed = fields.Boolean("Cause")
    is_acceptance_needed = fields.Boolean(
        "Replies Accepted",
        help="Otherwise whoever closes the case accepts the replies.",
    )
    solution_demand = fields.Selection(
        SOLUTION_DEMANDS, "Solution", required=True, default="none"
    )
    measure_demand = fields.Selection(
        MEASURE_DEMANDS,
        "Corrective or Preventive Action",
        required=True,
        default="none",
    )
    is_close_request_needed = fields.Boolean(
        "Close Request", help="Somebody asked for closing before."
    )
    is_review_needed = fields.Boolean(
        "Manager's Check",
        help="A manager has checked record, handling and follow-up.",
    )
    is_on_spot_allowed = fields.Boolean(
        "Solved on the Spot Allowed",
        default=True,
        help="What was solved on the spot closes without these conditions.",
    )

    auto_close_days = fields.Integer(
        "Closed by Itself after",
        help="Working days after the customer confirmed that he is satisfied. 0: somebody"
        " closes it.",
    )

    _days_positive = models.Constraint(
        "CHECK (auto_close_days >= 0)", "The number of days cannot be negative."
    )

    @api.depends("validity", "kind")
    def _compute_display_name(self):
        validities = dict(self._fields["validity"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            names = [validities.get(rule.validity), kinds.get(rule.kind)]
            rule.display_name = " · ".join(filter(None, names)) or self.env._("All")

    def _find_for(self, complaint):
        """The first rule that matches the complaint as it is classified."""
        return self.filtered(
            lambda rule: (
                rule.validity in (complaint.validity, False)
                and rule.kind in (complaint.kind, False)
                and (not rule.level_ids or complaint.level_id in rule.level_ids)
            )
        )[:1]
