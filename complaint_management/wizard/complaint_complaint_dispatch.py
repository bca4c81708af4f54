from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintComplaintDispatch(models.TransientModel):
    """Dispatches complaints to the departments that the classification rules
    propose."""

    _name = "complaint.complaint.dispatch"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Dispatch Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        compute="_compute_department_ids",
        store=True,
        readonly=False,
    )
    lead_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_lead_department_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', department_ids)]",
    )
    coordinator_id = fields.Many2one(
        "res.users",
        compute="_compute_coordinator_id",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    is_coordinator_needed = fields.Boolean(compute="_compute_is_coordinator_needed")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Outside Parties",
        help="Developer, supplier, contractor or dealer: they sign and reply on a page"
        " behind a link.",
    )
    is_customer_shared = fields.Boolean(
        "Share the Customer's Name and Phone with Them", help="Outside parties only."
    )
    request = fields.Text(
        "What is Asked", help="Empty: the demand of the customer is passed on."
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files to Pass on",
        domain="[('res_model', '=', 'complaint.complaint'),"
        " ('res_id', 'in', complaint_ids)]",
    )
    conflict_warning = fields.Text(compute="_compute_conflict_warning")

    @api.depends("complaint_ids")
    def _compute_department_ids(self):
        for wizard in self:
            complaints = wizard._get_readable("complaint_ids")
            departments = complaints.department_id
            for _complaint, rules in complaints._get_matching_rules():
                rule = rules._get_routing_rule()
                departments |= rule.lead_department_id | rule.department_ids
            wizard.department_ids = departments

    @api.depends("department_ids", "complaint_ids")
    def _compute_lead_department_id(self):
        for wizard in self:
            departments = wizard.department_ids._origin
            complaints = wizard._get_readable("complaint_ids")
            proposed = complaints.department_id & departments
            wizard.lead_department_id = (proposed or departments)[:1]

    @api.depends("department_ids", "partner_ids", "complaint_ids")
    def _compute_is_coordinator_needed(self):
        for wizard in self:
            several = len(wizard.department_ids) + len(wizard.partner_ids) > 1
            wizard.is_coordinator_needed = several and any(
                wizard._get_readable("complaint_ids").procedure_id.mapped(
                    "is_coordinator_needed"
                )
            )

    @api.depends("is_coordinator_needed")
    def _compute_coordinator_id(self):
        for wizard in self.filtered("is_coordinator_needed"):
            supervisors = wizard._get_readable("complaint_ids")[:1]._get_supervisors()
            own = supervisors & self.env.user
            wizard.coordinator_id = wizard.coordinator_id or (own or supervisors)[:1]

    @api.depends("department_ids", "partner_ids", "complaint_ids")
    def _compute_conflict_warning(self):
        """Warn when a contact is complained about, or nobody is left to receive it."""
        for wizard in self:
            # sudo: who is barred counts, even if the dispatcher may not list them
            barred = wizard._get_readable("complaint_ids").sudo().barred_user_ids
            warnings = []
            for department in wizard.department_ids:
                node = department._get_complaint_first_node()
                # sudo: who can act counts, even if the dispatcher may not list them
                respondents = node.sudo().complaint_respondent_ids
                if not respondents.filtered("active"):
                    warnings.append(
                        self.env._(
                            "%(department)s: nobody there can act. Have a contact named"
                            " first, choose another department, or tell them yourself:"
                            " you sign and reply for them.",
                            department=node.name,
                        )
                    )
                    continue
                if respondents and not respondents - barred:
                    warnings.append(
                        self.env._(
                            "%(department)s: all who could answer are complained about."
                            " Name another contact first.",
                            department=department.name,
                        )
                    )
                elif department.complaint_all_contact_ids & barred:
                    warnings.append(
                        self.env._(
                            "%(department)s: a contact is complained about and will not"
                            " see the assignment. Somebody else receives it.",
                            department=department.name,
                        )
                    )
            warnings += [
                self.env._(
                    "%(party)s has no email address: nobody is told, and no link is"
                    " sent.",
                    party=partner.name,
                )
                for partner in wizard.partner_ids
                if not partner.email
            ]
            wizard.conflict_warning = "\n".join(warnings)

    def action_dispatch(self):
        """Create an assignment for each complaint and target, and send it.

        :raise UserError: no target, no coordinator where one is needed (P14), or what
            else stands against it
        """
        if not self.department_ids and not self.partner_ids:
            raise UserError(self.env._("Choose who shall answer."))
        if self.is_coordinator_needed and not self.coordinator_id:
            raise UserError(
                self.env._("Several departments are involved: choose a coordinator.")
            )
        assignments = self.env["complaint.assignment"].create(
            [
                {"complaint_id": complaint.id, **target}
                for complaint in self.complaint_ids
                for target in self._prepare_targets()
            ]
        )
        assignments._share_attachments(self.attachment_ids)
        if self.coordinator_id:
            self.complaint_ids.coordinator_id = self.coordinator_id
        assignments.action_send()

    def _prepare_targets(self):
        """For each target the values of its assignment."""
        request = {"request": self.request} if self.request else {}
        assignments = self.env["complaint.assignment"]
        targets = [
            {
                **assignments._prepare_department(department),
                "is_lead": department == self.lead_department_id,
                **request,
            }
            for department in self.lead_department_id | self.department_ids
        ]
        targets += [
            {
                "partner_id": partner.id,
                "is_customer_shared": self.is_customer_shared,
                **request,
            }
            for partner in self.partner_ids
        ]
        return targets
