from odoo import fields, models

from ..complaint_data import CARE_GRADES, CASE_READERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_care_grade = fields.Selection(
        CARE_GRADES,
        "Customer Care Grade",
        default="normal",
        copy=False,
        groups=CASE_READERS,
        help="Complaints of mid- and high-value customers are more urgent.",
    )
    complaint_care_reason = fields.Char(
        "Reason for Attention",
        copy=False,
        groups=CASE_READERS,
        help="Why the customer needs special attention.",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups=CASE_READERS,
    )

    # 100 000 contacts make every incoming mail two to three times slower without it
    _email_normalized_idx = models.Index("(email_normalized)")

    def _compute_complaint_count(self):
        """Complaints of the partner and of all contacts below it."""
        family = self.with_context(active_test=False).search(
            [("id", "child_of", self.ids)]
        )
        groups = self.env["complaint.complaint"]._read_group(
            [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
        )
        self.complaint_count = 0
        for customer, count in groups:
            ancestor = customer
            while ancestor:
                if ancestor in self:
                    ancestor.complaint_count += count
                ancestor = ancestor.parent_id

    def action_open_complaints(self):
        """Open the complaints of the customer and his contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_action"
        )
        return {
            **action,
            "domain": [("partner_id", "child_of", self.ids)],
            "context": {"default_partner_id": self.id},
        }
