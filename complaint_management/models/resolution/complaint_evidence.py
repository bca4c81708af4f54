from odoo import api, fields, models

from .resolution_data import EVIDENCE_KINDS, EVIDENCE_PROVIDERS


class ComplaintEvidence(models.Model):
    """A piece of evidence: what it is, who provided it and when (P13)."""

    _name = "complaint.evidence"
    _inherit = ["complaint.attachment.mixin", "complaint.guard.mixin"]
    _description = "Evidence"
    _order = "complaint_id desc, date, id"
    _check_company_auto = True
    _corrected_fields = frozenset({"name", "provided_by", "place", "note"})

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    name = fields.Char("Evidence", required=True)
    kind = fields.Selection(EVIDENCE_KINDS, required=True, default="document")
    provider = fields.Selection(
        EVIDENCE_PROVIDERS, "Provided by", required=True, default="customer"
    )
    provided_by = fields.Char(
        "Name of the Provider",
        compute="_compute_provided_by",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    department_id = fields.Many2one(
        "hr.department", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    date = fields.Date("Obtained on", required=True, default=fields.Date.context_today)
    place = fields.Char(help="Where a sample or an original is kept.")
    note = fields.Text("What It Shows")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.depends("provider", "department_id", "complaint_id")
    def _compute_provided_by(self):
        """Proposed from whoever provides it."""
        for evidence in self._sudo_case():
            names = {
                "customer": evidence.complaint_id.customer_name,
                "department": evidence.department_id.name,
                "desk": self.env.user.name,
            }
            evidence.provided_by = names.get(evidence.provider)

    @api.depends("complaint_id", "kind")
    def _compute_display_name(self):
        """Number and kind, and nothing of the case."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for evidence in self:
            number = evidence.complaint_id.display_name or ""
            evidence.display_name = f"{number} · {kinds.get(evidence.kind, '')}"

    @api.model
    def _get_attachment_fields(self):
        return [*super()._get_attachment_fields(), "attachment_ids"]
