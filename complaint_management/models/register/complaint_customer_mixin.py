from odoo import api, fields, models

from ..complaint_data import (
    CARE_GRADES,
    ENTITLEMENTS,
    IDENTITY_METHODS,
    IDENTITY_STATES,
)


class ComplaintCustomerMixin(models.AbstractModel):
    """The customer of a case, and whether he is who he says he is."""

    _name = "complaint.customer.mixin"
    _inherit = ["complaint.contact.data.mixin"]
    _description = "Customer of a Complaint"

    partner_id = fields.Many2one(tracking=True)
    care_grade = fields.Selection(
        CARE_GRADES,
        "Customer Care Grade",
        compute="_compute_care_grade",
        store=True,
        precompute=True,
    )

    # the customer's addresses when the case was registered
    known_emails = fields.Char(
        compute="_compute_known_emails",
        store=True,
        groups=fields.NO_ACCESS,
        exportable=False,
        export_string_translation=False,
    )

    # identity (P11, P12)
    identity_state = fields.Selection(
        IDENTITY_STATES,
        "Identity",
        required=True,
        default="unverified",
        tracking=True,
    )
    identity_method = fields.Selection(IDENTITY_METHODS, "Verified through")
    identity_user_id = fields.Many2one(
        "res.users", "Verified by", compute="_compute_identity_check", store=True
    )
    identity_date = fields.Datetime(
        "Verified on", compute="_compute_identity_check", store=True
    )
    entitlement = fields.Selection(ENTITLEMENTS, default="customer")

    @api.depends("create_date")
    def _compute_known_emails(self):
        """Once: what is entered later was not known."""
        for complaint in self:
            emails = {
                complaint.email_normalized,
                complaint.partner_id.email_normalized,
            }
            complaint.known_emails = " ".join(sorted(filter(None, emails)))

    @api.depends("partner_id.commercial_partner_id.complaint_care_grade")
    def _compute_care_grade(self):
        for complaint in self:
            customer = complaint.partner_id.commercial_partner_id
            complaint.care_grade = customer.complaint_care_grade or "normal"

    @api.depends("identity_state")
    def _compute_identity_check(self):
        """Who checked the identity and when: stamped when the check is recorded."""
        for complaint in self:
            checked = complaint.identity_state != "unverified"
            complaint.identity_user_id = checked and self.env.user
            complaint.identity_date = checked and fields.Datetime.now()
