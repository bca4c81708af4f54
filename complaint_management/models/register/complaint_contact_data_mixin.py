import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..complaint_data import COMPLAINANT_TYPES

# Enough digits to tell subscribers apart, few enough to ignore country and trunk codes.
PHONE_KEY_DIGITS = 9
# Contacts with one address, among whom the one of the same name is looked for.
SAME_ADDRESS_LIMIT = 20


class ComplaintContactDataMixin(models.AbstractModel):
    """Somebody who complains: a contact, plain contact data, or nobody by name."""

    _name = "complaint.contact.data.mixin"
    _description = "Contact Data of a Complainant"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
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

    @api.depends("partner_id")
    def _compute_contact_data(self):
        for case in self.filtered("partner_id"):
            partner = case.partner_id
            case.customer_name = partner.name or case.customer_name
            case.email_from = partner.email or case.email_from
            case.phone = partner.phone or case.phone

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for case in self:
            case.email_normalized = email_normalize(case.email_from)

    @api.depends("phone")
    def _compute_phone_key(self):
        for case in self:
            digits = re.sub(r"\D", "", case.phone or "")
            case.phone_key = digits[-PHONE_KEY_DIGITS:] or False

    def _has_customer(self):
        """Whether anybody can be answered or asked (P06: discovered cases: nobody)."""
        self.ensure_one()
        return bool(self.partner_id or self.email_normalized or self.phone_key)

    def _ensure_contact(self):
        """The contact with the mail address of the person: linked already, found by the
        address, or made of what the case knows.

        :return: res.partner, empty without a mail address
        """
        self.ensure_one()
        # sudo: whoever answers a customer need not administer contacts
        person = self.sudo()
        linked = person.partner_id
        if not person.email_normalized:
            return linked.browse()
        if linked.email_normalized == person.email_normalized:
            return linked
        if linked and not linked.email:
            linked.email = person.email_from
            return linked
        contact = person._find_contact() or linked.create(
            person._prepare_partner_values()
        )
        if not linked and contact.name == person.customer_name:
            person.partner_id = contact
        return contact

    def action_link_customer(self):
        """Name the contact of the customer: found by address or phone, or created of
        what the case knows. Agents need no right to create contacts.

        :raise UserError: nothing is known by which a customer could be written or called
        """
        self.check_access("write")
        for person in self.filtered(lambda person: not person.partner_id):
            if not person.email_normalized and not person.phone_key:
                raise UserError(
                    self.env._("Enter the customer's email address or phone number.")
                )
            # sudo: whoever works on the case need not administer contacts
            known = person.sudo()
            person.partner_id = known._find_contact() or known.partner_id.create(
                known._prepare_partner_values()
            )

    def _find_contact(self):
        """The contact with the mail address, else with the phone number; people outside
        first."""
        partners = self.env["res.partner"]
        address = (
            Domain("email_normalized", "=", self.email_normalized)
            if self.email_normalized
            else partners._get_phone_domain(self.phone)
        )
        found = partners.search(
            address & Domain("company_id", "in", (False, self.company_id.id)),
            order="partner_share desc, id",
            limit=SAME_ADDRESS_LIMIT,
        )
        named = found.filtered(lambda partner: partner.name == self.customer_name)
        return (named or found)[:1]

    def _prepare_partner_values(self):
        """What a new contact of the person knows."""
        email = self.email_normalized or self.email_from
        return {
            "name": self.customer_name or email or self.phone,
            "email": email,
            "phone": self.phone,
            "company_id": self.company_id.id,
            "lang": self._get_letter_lang(),
        }

    def _get_letter_lang(self):
        """Hook: the language in which the person is written to."""
        return self.env.lang

    def _is_same_person(self, other):
        """Whether both are the same person: same contact, mail address or phone."""
        return any(
            self[name] and self[name] == other[name]
            for name in ("partner_id", "email_normalized", "phone_key")
        )

    def _prepare_contact_values(self):
        """The contact data, to note the same person elsewhere."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "customer_name": self.customer_name,
            "email_from": self.email_from,
            "phone": self.phone,
            "is_anonymous": self.is_anonymous,
            "complainant_type": self.complainant_type,
        }
