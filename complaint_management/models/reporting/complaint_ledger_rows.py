from odoo import api, models
from odoo.fields import Domain

from ...tools.plain_text import to_plain_text
from ...tools.spreadsheet import Column
from ..engine.complaint_local_time_mixin import to_local

DEFAULT_COLUMNS = (
    "number",
    "date_received",
    "name",
    "customer_name",
    "phone",
    "channel_id",
    "category_id",
    "level_id",
    "department_id",
    "user_id",
    "stage_id",
    "outcome",
    "outcome_note",
    "date_closed",
    "satisfaction",
)
# never leave the desk, or mean nothing on paper
UNPRINTED_FIELDS = {
    "active",
    "confidential_note",
    "email_normalized",
    "id",
    "message_main_attachment_id",
    "phone_key",
    "search_key",
}
# of confidential cases they stay at the desk
CUSTOMER_FIELDS = {
    "customer_name",
    "email_from",
    "incident_place",
    "partner_id",
    "phone",
}
PRINTABLE_TYPES = {
    "boolean": ("text", 6),
    "char": ("text", 22),
    "date": ("date", 11),
    "datetime": ("datetime", 16),
    "float": ("number", 10),
    "html": ("text", 40),
    "integer": ("number", 8),
    "many2one": ("text", 16),
    "monetary": ("number", 12),
    "properties": ("text", 30),
    "selection": ("text", 12),
    "text": ("text", 30),
}
WIDTHS = {"number": 14, "name": 30, "phone": 14}
PAGE = 2000


class ComplaintLedgerRows(models.AbstractModel):
    """The content of the ledger, the same for print and spreadsheet. What the user may
    not read is not in it."""

    _name = "complaint.ledger.rows"
    _description = "Rows of the Ledger"

    # ------------------------------------------------------------
    # COLUMNS
    # ------------------------------------------------------------

    @api.model
    def _get_columns(self, company):
        """The columns of the company, or the usual ones.

        :return: list of :class:`Column`
        """
        chosen = self.env["complaint.ledger.column"].search(
            [("company_id", "=", company.id)]
        )
        model_fields = self.env["complaint.complaint"]._fields
        if chosen:
            wanted = [
                (column.field_name, column.name, column.width)
                for column in chosen
                if column.field_name in model_fields
            ]
        else:
            wanted = [(name, False, 0) for name in DEFAULT_COLUMNS]
        return [
            self._prepare_column(model_fields[name], label, width)
            for name, label, width in wanted
        ]

    def _prepare_column(self, field, label, width):
        kind, usual = PRINTABLE_TYPES[field.type]
        label = label or field.get_description(self.env, ["string"])["string"]
        return Column(field.name, label, kind, width or WIDTHS.get(field.name, usual))

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    @api.model
    def _iter_rows(self, domain, columns, zone):
        """The complaints of the domain by date of receipt, page after page, in memory
        that does not grow.

        :param columns: as :meth:`_get_columns` returns them
        :param zone: the zone on whose clock moments are printed
        :return: generator of lists of values, one a column, ``None`` where empty
        """
        # archived complaints stay in the ledger
        complaints = self.env["complaint.complaint"].with_context(active_test=False)
        names = ["date_received", "id", "is_confidential", "category_id"]
        names += [column.name for column in columns]
        formatters = [self._get_formatter(column, zone) for column in columns]
        hidden = [column.name in CUSTOMER_FIELDS for column in columns]
        secret = self.env._("Confidential")
        last, rows = None, ()
        while last is None or len(rows) == PAGE:
            rows = self._read_page(complaints, domain, names, last)
            for date_received, complaint_id, is_confidential, category_id, *raw in rows:
                last = date_received, complaint_id
                yield [
                    secret
                    if is_confidential and hide and value
                    else format_value(value, category_id)
                    if value is not None and value is not False
                    else None
                    for value, format_value, hide in zip(
                        raw, formatters, hidden, strict=True
                    )
                ]
            if not rows:
                break

    def _read_page(self, complaints, domain, names, last):
        """One page as the database has it: records and their cache would cost most."""
        if last is not None:
            date_received, complaint_id = last
            domain = Domain(domain) & (
                Domain("date_received", ">", date_received)
                | Domain("date_received", "=", date_received)
                & Domain("id", ">", complaint_id)
            )
        query = complaints._search(domain, order="date_received, id", limit=PAGE)
        columns = [complaints._field_to_sql(query.table, name, query) for name in names]
        return self.env.execute_query(query.select(*columns))

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _get_formatter(self, column, zone):
        """A function of a raw value and the category that returns what is printed."""
        field = self.env["complaint.complaint"]._fields[column.name]
        if field.type == "datetime":
            return lambda value, _category: to_local(value, zone)
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda value, _category: labels.get(value, value)
        if field.type == "many2one":
            names = RecordNames(self.env[field.comodel_name])
            return lambda value, _category: names[value]
        if field.type == "html":
            return lambda value, _category: to_plain_text(value)
        if field.type == "boolean":
            return lambda _value, _category: self.env._("Yes")
        if field.type == "properties":
            return PropertyTexts(self.env).format
        return lambda value, _category: value


class RecordNames(dict):
    """Display names by id, each read once."""

    def __init__(self, model):
        super().__init__()
        # sudo: labels, as lists show them
        self._model = model.sudo()

    def __missing__(self, record_id):
        name = self[record_id] = self._model.browse(record_id).display_name
        return name


class PropertyTexts:
    """Values of the properties that a category asks for, such as a policy number."""

    def __init__(self, env):
        self._env = env
        self._definitions = {}

    def format(self, values, category_id):
        """One line with label and value of each property."""
        definitions = self._get_definitions(category_id)
        return "; ".join(
            f"{definitions[name]['string']}: {self._get_label(definitions[name], value)}"
            for name, value in values.items()
            if value and name in definitions
        )

    def _get_definitions(self, category_id):
        if category_id not in self._definitions:
            model = self._env["complaint.complaint"]
            field = model._fields["properties"]
            # sudo: the definition belongs to the case that is printed
            category = self._env["complaint.category"].sudo().browse(category_id)
            self._definitions[category_id] = {
                definition["name"]: definition
                for definition in category[field.definition_record_field] or []
            }
        return self._definitions[category_id]

    @staticmethod
    def _get_label(definition, value):
        labels = dict(definition.get("selection") or [])
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(each, each)) for each in values)
