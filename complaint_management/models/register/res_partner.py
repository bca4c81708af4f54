import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..complaint_data import CARE_GRADES, CASE_READERS
from .complaint_act_mixin import SUPERVISOR
from .complaint_contact_data_mixin import PHONE_KEY_DIGITS

# typed into a search, enough digits to mean somebody
PHONE_NUMBER = re.compile(r"\+?[\d\s().\-/]{6,30}")


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
    # when a colleague entered the email address
    date_complaint_email = fields.Datetime(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        exportable=False,
        export_string_translation=False,
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups=CASE_READERS,
    )

    # 100 000 contacts make every incoming mail two to three times slower without it
    _email_normalized_idx = models.Index("(email_normalized)")

    # callers are found by their number, however it is written
    _phone_digits_idx = models.Index(
        "(right(regexp_replace(phone, '[^0-9]', '', 'g'), 9))"
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """See ``_date_complaint_email``."""
        partners = super().create(vals_list)
        partners.filtered("email")._date_complaint_email()
        return partners

    def write(self, vals):
        """See ``_date_complaint_email``."""
        if "email" not in vals:
            return super().write(vals)
        before = {partner: partner.email_normalized for partner in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: one.email_normalized != before[one])
        changed._date_complaint_email()
        return result

    def _date_complaint_email(self):
        """Keep when colleagues enter addresses: secret links of cases that are older do
        not go there unless a supervisor says so. What comes from the person, the system
        or a supervisor is trusted."""
        user = self.env.user
        is_staff = user.id != SUPERUSER_ID and user._is_internal()
        if self and is_staff and not user.has_group(SUPERVISOR):
            # sudo: nobody but the system writes it
            self.sudo().write({"date_complaint_email": self.env.cr.now()})

    def _is_complaint_email_since(self, date):
        """Whether no colleague entered the address after that date."""
        entered = self.date_complaint_email
        return not entered or (bool(date) and entered < date)

    @api.model
    def _search_display_name(self, operator, value):
        """Known callers are found by their phone number, too."""
        domain = super()._search_display_name(operator, value)
        is_text = operator in ("ilike", "=") and isinstance(value, str)
        if is_text and PHONE_NUMBER.fullmatch(value.strip()):
            return Domain(domain) | self._get_phone_domain(value)
        return domain

    @api.model
    def _get_phone_domain(self, phone):
        """The contacts with the number, with or without country and trunk codes."""
        digits = re.sub(r"[^0-9]", "", phone or "")[-PHONE_KEY_DIGITS:]
        if not digits:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "right(regexp_replace(%s, '[^0-9]', '', 'g'), %s) = %s",
                SQL.identifier(alias, "phone"),
                PHONE_KEY_DIGITS,
                digits,
            )
        )

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
