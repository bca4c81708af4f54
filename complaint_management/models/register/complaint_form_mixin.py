from odoo import models
from odoo.tools import format_datetime, get_lang, html2plaintext


class ComplaintFormMixin(models.AbstractModel):
    """A document printed as a form, see ``report/complaint_form_layout.xml``."""

    _name = "complaint.form.mixin"
    _description = "Printed Form"

    def _get_form_lang(self):
        """Code of the language in which the forms of the document are printed: that of
        its reader, or else of the company."""
        self.ensure_one()
        partner = self._get_form_partner()
        company = self.company_id.sudo().partner_id  # sudo: only its language
        return get_lang(self.env, partner.lang or company.lang).code

    def _get_form_partner(self):
        """Hook: the reader of the forms; nobody stands for the company."""
        self.ensure_one()
        return self.env["res.partner"]

    def _get_form_text(self, field_name):
        """The text of an HTML field without its looks: received mail must neither spoil
        the form nor have remote content fetched while it is printed."""
        self.ensure_one()
        return html2plaintext(self[field_name] or "", include_references=False)

    def _format_form_datetime(self, value):
        """The UTC moment in the time zone of the user, in a notation that is the same
        and unambiguous in all languages."""
        return format_datetime(self.env, value, dt_format="yyyy-MM-dd HH:mm")

    def _get_form_imprint(self):
        """Who printed the form and when."""
        return self.env._(
            "Printed on %(date)s by %(user)s",
            date=self._format_form_datetime(self.env.cr.now()),
            user=self.env.user.name,
        )
