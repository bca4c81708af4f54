from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import get_lang

from ...tools.plain_text import to_plain_text


class ComplaintFormMixin(models.AbstractModel):
    """A document printed as a form, see ``report/complaint_form_layout.xml``."""

    _name = "complaint.form.mixin"
    _inherit = ["complaint.local.time.mixin"]
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

    def _get_form_complaint(self):
        """Hook: the complaint whose procedure names and numbers the forms."""
        return self.complaint_id

    def _get_form_setting(self, form):
        """What the procedure says of the form, a key of FORMS; may be empty."""
        # sudo: respondents have no right on complaints
        procedure = self.sudo()._get_form_complaint().procedure_id
        return procedure.form_setting_ids.filtered(lambda s: s.form == form)

    def _get_form_title(self, form):
        """Title of the form in the language of the context: each procedure may name
        it differently."""
        setting = self._get_form_setting(form)
        names = setting._fields["form"]._description_selection(self.env)
        return setting.title or dict(names)[form]

    def _get_form_number(self, form):
        """Number of the printed form: that of the document, or as the procedure says."""
        setting = self._get_form_setting(form)
        if not setting.number_pattern:
            return self.number
        return setting._format_number(self.number, self._to_local_day(self.create_date))

    def _get_form_file_name(self, form):
        """Name of the file that the form is printed to."""
        number = self._get_form_number(form).replace("/", "-")
        return f"{self._get_form_title(form)} {number}"

    def _get_form_retention(self, form):
        """How long the form is kept, in words; empty when nothing is said."""
        months = self._get_form_setting(form).retention_months
        complaint = self.sudo()._get_form_complaint()  # sudo: as above
        closed = complaint._to_local_day(complaint.date_closed)
        if not months:
            return ""
        if not closed:
            return self.env._("Keep for %(months)s months", months=months)
        end = closed + relativedelta(months=months)
        return self.env._("Keep until %(date)s", date=f"{end:%Y-%m-%d}")

    def _get_form_text(self, field_name):
        """The text of an HTML field without its looks: received mail must neither spoil
        the form nor have remote content fetched while it is printed."""
        self.ensure_one()
        return to_plain_text(self[field_name])

    def _get_form_properties(self):
        """Labels and values, in words, of the properties that the category defines."""
        self.ensure_one()
        [values] = self.read(["properties"])
        return [
            (definition["string"], self._format_form_property(definition))
            for definition in values["properties"]
            if definition["type"] != "separator"
        ]

    def _format_form_property(self, definition):
        value, kind = definition.get("value"), definition["type"]
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value and kind not in ("integer", "float"):
            return ""
        if kind == "selection":
            return dict(definition["selection"]).get(value, "")
        if kind == "tags":
            labels = {name: label for name, label, _color in definition["tags"]}
            return ", ".join(labels.get(name, "") for name in value)
        if kind == "many2one":
            return value[1]
        if kind == "many2many":
            return ", ".join(name for _id, name in value)
        return str(value)

    def _format_form_datetime(self, value):
        """The UTC moment on the clock of the reader of the form, in a notation that is
        the same and unambiguous in all languages; the imprint names the zone."""
        return self._format_plain_moment(value, self._get_form_partner())

    def _get_form_imprint(self):
        """Who printed the form and when, and on whose clock its times are."""
        return self.env._(
            "Printed on %(date)s by %(user)s · Times: %(zone)s",
            date=self._format_form_datetime(self.env.cr.now()),
            user=self.env.user.name,
            zone=self._get_local_zone(self._get_form_partner()).key,
        )
