import re

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..complaint_data import (
    CARE_GRADES,
    COMPLAINANT_TYPES,
    ENTITLEMENTS,
    IDENTITY_METHODS,
    IDENTITY_STATES,
)

# Enough digits to tell subscribers apart, few enough to ignore country and trunk codes.
PHONE_KEY_DIGITS = 9


class ComplaintCustomerMixin(models.AbstractModel):
    """Who complains: a known customer, plain contact data, or nobody by name."""

    _name = "complaint.customer.mixin"
    _description = "Customer of a Complaint"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    customer_name = fields.Char(
        compute="_compute_contact_data", store=True, readonly=False, precompute=True
    )
    email_from = fields.Char(
        "Email",
        compute="_compute_contact_data",
        store=True,
        readonly=False,
        precompute=True,
    )
    phone = fields.Char(
        compute="_compute_contact_data", store=True, readonly=False, precompute=True
    )
    email_normalized = fields.Char(
        compute="_compute_email_normalized",
        store=True,
        precompute=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        precompute=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The last digits of the phone number, to find the customer again.",
    )
    is_anonymous = fields.Boolean(
        "Anonymous", help="The customer does not want to give a name or contact data."
    )
    complainant_type = fields.Selection(COMPLAINANT_TYPES, default="consumer")
    care_grade = fields.Selection(
        CARE_GRADES,
        "Customer Care Grade",
        compute="_compute_care_grade",
        store=True,
        precompute=True,
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

    @api.depends("partner_id")
    def _compute_contact_data(self):
        for complaint in self.filtered("partner_id"):
            partner = complaint.partner_id
            complaint.customer_name = partner.name or complaint.customer_name
            complaint.email_from = partner.email or complaint.email_from
            complaint.phone = partner.phone or complaint.phone

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for complaint in self:
            complaint.email_normalized = email_normalize(complaint.email_from)

    @api.depends("phone")
    def _compute_phone_key(self):
        for complaint in self:
            digits = re.sub(r"\D", "", complaint.phone or "")
            complaint.phone_key = digits[-PHONE_KEY_DIGITS:] or False

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

    def _has_customer(self):
        """Whether anybody can be answered or asked (P06: discovered cases have none)."""
        self.ensure_one()
        return bool(self.partner_id or self.email_normalized or self.phone_key)
