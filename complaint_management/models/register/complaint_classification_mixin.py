from odoo import api, fields, models

from ...tools.sparse_fields import SparseMany2many
from ..complaint_data import GRADES, KINDS, ORIGINS, PRIORITIES, VALIDITIES


class ComplaintClassificationMixin(models.AbstractModel):
    """What kind of case it is, and what follows from that by the rules."""

    _name = "complaint.classification.mixin"
    _description = "Classification of a Complaint"

    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True)
    origin = fields.Selection(ORIGINS, required=True, default="ordinary", tracking=True)
    channel_id = fields.Many2one(
        "complaint.channel", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    category_id = fields.Many2one(
        "complaint.category",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    properties = fields.Properties(
        definition="category_id.properties_definition",
        copy=True,
        # tracking looks at them whenever anything is written
        prefetch=True,
    )
    product_line_id = fields.Many2one(
        "complaint.product.line",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
    )
    defect_id = fields.Many2one(
        "complaint.defect", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    cause_id = fields.Many2one(
        "complaint.cause", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    priority = fields.Selection(PRIORITIES, required=True, default="1", tracking=True)
    risk_ids = SparseMany2many(
        "complaint.risk", string="Risk Flags", bypass_search_access=True
    )
    validity = fields.Selection(
        VALIDITIES, required=True, default="to_assess", tracking=True
    )
    validity_reason = fields.Text("Reason for the Validity")
    responsibility_class = fields.Selection(
        GRADES, tracking=True, help="How grave the fault is: A is major."
    )
    compensation_class = fields.Selection(
        GRADES, tracking=True, help="Which compensation is due: A is the highest."
    )

    team_id = fields.Many2one(
        "complaint.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    procedure_id = fields.Many2one(
        "complaint.procedure",
        compute="_compute_procedure_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    level_id = fields.Many2one(
        "complaint.level",
        compute="_compute_level_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('procedure_id', '=', procedure_id)]",
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Handling Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )

    @api.depends("company_id", "category_id", "channel_id", "complainant_type")
    def _compute_team_id(self):
        """A team once chosen stays; else the rules decide, then the user's own desk."""
        undecided = self.filtered(lambda complaint: not complaint.team_id)
        defaults = undecided._get_default_teams()
        unknown = ("procedure_id", "level_id")
        for complaint, rules in undecided._get_matching_rules(unknown):
            company = complaint.company_id or self.env.company
            complaint.team_id = rules.proposed_team_id[:1] or defaults.get(company)

    @api.depends("team_id")
    def _compute_procedure_id(self):
        for complaint in self:
            complaint.procedure_id = complaint.team_id.procedure_id

    @api.depends("procedure_id", "category_id", "channel_id", "complainant_type")
    def _compute_level_id(self):
        for complaint, rules in self._get_matching_rules(unknown=("level_id",)):
            proposed = rules.proposed_level_id.filtered(
                lambda level, procedure=complaint.procedure_id: (
                    level.procedure_id == procedure
                )
            )
            kept = (
                complaint.level_id
                if complaint.level_id.procedure_id == complaint.procedure_id
                else complaint.level_id.browse()
            )
            complaint.level_id = proposed[:1] or kept

    @api.depends(
        "procedure_id",
        "category_id",
        "channel_id",
        "complainant_type",
        "product_line_id",
        "defect_id",
        "cause_id",
        "responsibility_class",
        "compensation_class",
        "level_id",
    )
    def _compute_department_id(self):
        for complaint, rules in self._get_matching_rules():
            complaint.department_id = (
                rules.lead_department_id[:1] or complaint.department_id
            )

    def _get_matching_rules(self, unknown=()):
        """Pair each record with the classification rules that match it; see
        ``complaint.classification.rule._filter_matching``."""
        # sudo: routing must not depend on what the registrant may see
        rules = self.env["complaint.classification.rule"].sudo()._get_all()
        criteria = rules._get_used_criteria(unknown)
        matching = {}
        for complaint in self:
            alike = tuple(complaint[name] for name in criteria)
            if alike not in matching:
                matching[alike] = rules._filter_matching(complaint, unknown)
            yield complaint, matching[alike]

    def _get_default_teams(self):
        """Map each company of the records to the first of these teams:

        1. a team of which the user is a member
        2. any team
        """
        if not self:
            return {}
        # sudo: a registrant proposes a desk without being a member of it
        teams = self.env["complaint.team"].sudo()
        companies = self.company_id | self.env.company
        teams = teams.search([("company_id", "in", companies.ids)])
        own = teams.filtered(lambda team: self.env.user in team.member_ids.user_id)
        first = {}
        for team in own + teams:
            first.setdefault(team.company_id, team)
        return first
