from odoo import fields, models


class ComplaintComplainant(models.Model):
    """Somebody else who complains of the same case: he signed the same letter, or his
    own complaint was merged. Every one of them is answered."""

    _name = "complaint.complainant"
    _inherit = ["complaint.contact.data.mixin", "complaint.part.mixin"]
    _description = "Further Complainant"
    _rec_name = "customer_name"
    _order = "complaint_id, sequence, id"
    _check_company_auto = True
    _corrected_fields = frozenset({"customer_name", "email_from", "phone"})

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    source_id = fields.Many2one(
        "complaint.complaint",
        "His Own Complaint",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The merged complaint, whose number he was told.",
    )

    def _get_letter_lang(self):
        return self.complaint_id._get_letter_lang()
