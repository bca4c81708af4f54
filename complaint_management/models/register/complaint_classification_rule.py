from odoo import fields, models
from odoo.tools import ormcache

from ..complaint_data import COMPLAINANT_TYPES, GRADES

# compared one by one; the category is compared with its ancestors
CRITERIA = (
    "procedure_id",
    "complainant_type",
    "responsibility_class",
    "compensation_class",
    "product_line_id",
    "defect_id",
    "cause_id",
    "channel_id",
    "level_id",
)


class ComplaintClassificationRule(models.Model):
    """Proposes level, team and departments from what is known of a complaint.

    The only place for routing and default levels (P11, P13, P21):

    * an empty criterion matches everything; a category matches its subcategories
    * the first matching rule by sequence wins, separately for each proposal
    """

    _name = "complaint.classification.rule"
    _inherit = ["complaint.cached.mixin", "complaint.part.mixin"]
    _description = "Complaint Classification Rule"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # criteria
    procedure_id = fields.Many2one(
        "complaint.procedure", index=True, ondelete="cascade", check_company=True
    )
    category_id = fields.Many2one(
        "complaint.category", index=True, ondelete="cascade", check_company=True
    )
    complainant_type = fields.Selection(COMPLAINANT_TYPES)
    responsibility_class = fields.Selection(GRADES)
    compensation_class = fields.Selection(GRADES)
    product_line_id = fields.Many2one("complaint.product.line", ondelete="cascade")
    defect_id = fields.Many2one("complaint.defect", ondelete="cascade")
    cause_id = fields.Many2one("complaint.cause", ondelete="cascade")
    channel_id = fields.Many2one("complaint.channel", ondelete="cascade")
    level_id = fields.Many2one(
        "complaint.level",
        "At Level",
        domain="[('procedure_id', '=', procedure_id)]",
        ondelete="cascade",
    )

    # proposals
    proposed_level_id = fields.Many2one(
        "complaint.level",
        domain="[('procedure_id', '=', procedure_id)]",
        ondelete="cascade",
    )
    proposed_team_id = fields.Many2one(
        "complaint.team", ondelete="cascade", check_company=True
    )
    lead_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", check_company=True
    )
    department_ids = fields.Many2many(
        "hr.department", string="Other Departments", check_company=True
    )

    def _get_all(self):
        """All active rules in their order."""
        return self.browse(self._get_all_ids())

    @ormcache()
    def _get_all_ids(self):
        # sudo: routing must not depend on what the registrant may see
        return tuple(self.sudo().search([("active", "=", True)]).ids)

    def _filter_matching(self, complaint, unknown=()):
        """The rules of self that apply to the complaint, in order.

        :param unknown: criteria not compared, because they follow from the proposal
        """
        compared = [name for name in CRITERIA if name not in unknown]
        return self.filtered(
            lambda rule: (
                rule.company_id == complaint.company_id
                and rule._covers_category(complaint.category_id)
                and all(
                    not rule[name] or rule[name] == complaint[name] for name in compared
                )
            )
        )

    def _get_used_criteria(self, unknown=()):
        """What :meth:`_filter_matching` looks at: complaints alike match the same."""
        names = ("company_id", "category_id", *CRITERIA)
        return [
            name for name in names if name not in unknown and any(self.mapped(name))
        ]

    def _get_routing_rule(self):
        """The first rule of self that proposes departments (P13, P21)."""
        return self.filtered(
            lambda rule: rule.lead_department_id or rule.department_ids
        )[:1]

    def _covers_category(self, category):
        """Whether the rule is for any category, for this one or an ancestor."""
        ancestors = (category.parent_path or "").split("/")
        return not self.category_id or str(self.category_id.id) in ancestors
