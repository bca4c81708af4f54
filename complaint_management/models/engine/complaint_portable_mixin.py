from odoo import api, models
from odoo.exceptions import UserError

MAGIC = {"active", "company_id", "display_name", *models.MAGIC_COLUMNS}


class ComplaintPortableMixin(models.AbstractModel):
    """Records that travel with their procedure in one file.

    Every stored setting travels, whoever adds it: plain values, translations, parts
    that are portable themselves, references to other parts by key, and references by
    code to what every database has (milestones, effects). Users, calendars and
    companies stay.
    """

    _name = "complaint.portable.mixin"
    _inherit = ["complaint.part.mixin"]
    _description = "Portable Part of a Complaint Procedure"
    _part_of = ("procedure_id",)

    @api.model
    def _get_portable_fields(self, parent_field=None):
        """Names of the fields that travel."""
        return [
            name
            for name, field in self._fields.items()
            if name not in MAGIC
            and name != parent_field
            and field.store
            and not field.related
            and not (field.compute and field.readonly)
            and (field.type == "one2many" or field.copy)
            and self._is_portable(field)
        ]

    @api.model
    def _is_portable(self, field):
        if not field.relational:
            return True
        comodel = self.env[field.comodel_name]
        return self._is_part(field) or (
            field.type in ("many2one", "many2many") and "code" in comodel._fields
        )

    @api.model
    def _is_part(self, field):
        """Whether the field leads to a part that travels itself."""
        comodel = self.env[field.comodel_name]
        return isinstance(comodel, self.env.registry["complaint.portable.mixin"])

    # ------------------------------------------------------------
    # EXPORT
    # ------------------------------------------------------------

    def _get_portable_keys(self, parent_field=None):
        """Keys of the record and all its parts: {record: key}, unique in each model."""
        keys = {}
        for name in self._get_portable_fields(parent_field):
            field = self._fields[name]
            if field.type == "one2many":
                for part in self.with_context(active_test=True)[name]:
                    keys.update(part._get_portable_keys(field.inverse_name))
                    keys[part] = part._get_portable_key(keys)
        return keys

    def _get_portable_key(self, keys):
        base = self.with_context(lang=None).display_name or "part"
        used = {key for record, key in keys.items() if record._name == self._name}
        key, number = base, 1
        while key in used:
            number += 1
            key = f"{base} ({number})"
        return key

    def _export_part(self, keys, parent_field=None):
        """The record as plain data. What equals the default is left out."""
        self.ensure_one()
        record = self.with_context(lang=None)
        names = self._get_portable_fields(parent_field)
        defaults = self.default_get(names)
        data = {"key": keys[self]} if self in keys else {}
        for name in names:
            value = record._export_value(self._fields[name], keys)
            if (value and value != defaults.get(name)) or (
                not value and defaults.get(name)
            ):
                data[name] = value
        return data

    def _export_value(self, field, keys):
        value = self[field.name]
        if field.type == "one2many":
            return [part._export_part(keys, field.inverse_name) for part in value]
        if field.type == "many2one":
            return keys.get(value) or ("code" in value._fields and value.code)
        if field.type == "many2many":
            return [keys.get(record) or record.code for record in value]
        if getattr(field, "translate", None) and value:
            return self._export_translations(field.name)
        return field.convert_to_read(value, self)

    def _export_translations(self, name):
        """The text in the source language, with the others that differ."""
        source = self[name]
        texts = {"en_US": str(source)}
        for lang, _label in self.env["res.lang"].get_installed():
            text = self.with_context(lang=lang)[name]
            if text and text != source:
                texts[lang] = str(text)
        return texts if len(texts) > 1 else texts["en_US"]

    # ------------------------------------------------------------
    # IMPORT
    # ------------------------------------------------------------

    @api.model
    def _import_part(self, data, known, parent_field=None, parent=None):
        """Create the record and its parts; references follow in :meth:`_import_links`.

        :param dict known: the parts by (model, key), completed here
        """
        names = self._get_portable_fields(parent_field)
        unknown = data.keys() - {"key", *names}
        if unknown:
            raise UserError(
                self.env._(
                    "The file has settings that this version does not know: %(names)s.",
                    names=", ".join(sorted(unknown)),
                )
            )
        values = {
            name: self._import_value(data[name])
            for name in names
            if name in data and not self._fields[name].relational
        }
        # what exists already is referred to at once, it may be required
        for name in names:
            field = self._fields[name]
            if name in data and field.type == "many2one" and not self._is_part(field):
                values[name] = self._find_part(field, data[name], known).id
        # what a file leaves out is the default, not what a compute proposes
        if parent_field:
            values[parent_field] = parent.id
        record = self.with_context(lang=None).create(values)
        record._import_translations(data)
        known[self._name, data.get("key")] = record
        record._import_children(data, known)
        return record

    def _import_children(self, data, known):
        for name in self._get_portable_fields():
            field = self._fields[name]
            if field.type == "one2many":
                for part in data.get(name, []):
                    self.env[field.comodel_name]._import_part(
                        part, known, field.inverse_name, self
                    )

    @api.model
    def _import_value(self, value):
        return value["en_US"] if isinstance(value, dict) else value

    def _import_translations(self, data):
        """Write the texts in the installed languages."""
        langs = {lang for lang, _label in self.env["res.lang"].get_installed()}
        for name, value in data.items():
            if isinstance(value, dict) and getattr(
                self._fields.get(name), "translate", None
            ):
                for lang in langs & value.keys() - {"en_US"}:
                    self.with_context(lang=lang)[name] = value[lang]

    def _complete_translations(self, data):
        """Write translations that are still missing, of the record and its parts."""
        langs = {lang for lang, _label in self.env["res.lang"].get_installed()}
        record = self.with_context(lang=None)
        for name, value in data.items():
            field = self._fields.get(name)
            if isinstance(value, list) and field.type == "one2many":
                for part in value:
                    found = record[name].filtered(
                        lambda r, part=part: (
                            r.with_context(lang=None).display_name
                            == self._import_value(part.get("name", part.get("key")))
                        )
                    )
                    found[:1]._complete_translations(part)
            elif isinstance(value, dict) and record[name] == value["en_US"]:
                for lang in langs & value.keys() - {"en_US"}:
                    if self.with_context(lang=lang)[name] == value["en_US"]:
                        self.with_context(lang=lang)[name] = value[lang]

    def _import_links(self, data, known):
        """Set the references of the record and its parts, when all parts exist."""
        values = {}
        for name in self._get_portable_fields():
            field = self._fields[name]
            if not data.get(name):
                continue
            if field.type == "one2many":
                for part in data[name]:
                    known[field.comodel_name, part.get("key")]._import_links(
                        part, known
                    )
            elif field.type == "many2one":
                values[name] = self._find_part(field, data[name], known).id
            elif field.type == "many2many":
                values[name] = [
                    self._find_part(field, key, known).id for key in data[name]
                ]
        if values:
            self.write(values)

    @api.model
    def _find_part(self, field, key, known):
        comodel = self.env[field.comodel_name]
        part = known.get((comodel._name, key))
        if not part and "code" in comodel._fields:
            part = comodel.search([("code", "=", key)], limit=1)
        if not part:
            raise UserError(
                self.env._(
                    "The file refers to “%(key)s” (%(model)s), which does not exist.",
                    key=key,
                    model=comodel._description,
                )
            )
        return part
