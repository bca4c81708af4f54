import json
from base64 import b64encode
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import misc

FORMAT = "complaint.procedure/1"
FOLDER = "complaint_management/procedures"
# several times the largest shipped procedure
MAX_CHARACTERS = 500_000
MAX_VALUES = 20_000
MAX_DEPTH = 12
MAX_PARTS = 500


class ComplaintProcedureFileMixin(models.AbstractModel):
    """A procedure as one file: export, import, duplicate, and the shipped gallery."""

    _name = "complaint.procedure.file.mixin"
    _description = "File of a Complaint Procedure"

    export_file = fields.Binary(compute="_compute_export_file")

    def _compute_export_file(self):
        for procedure in self:
            procedure.export_file = b64encode(procedure._export().encode())

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def copy(self, default=None):
        """Duplicate procedures with all their parts, as a file would carry them."""
        copies = self.browse()
        for procedure in self:
            values = {
                "name": self.env._("%(name)s (copy)", name=procedure.name),
                "code": False,
                **(default or {}),
            }
            duplicate = super(ComplaintProcedureFileMixin, procedure).copy(values)
            data = procedure._export_part(procedure._get_portable_keys())
            known = {}
            duplicate._import_children(data, known)
            duplicate._import_links(data, known)
            copies |= duplicate
        return copies

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_export(self):
        """Download the procedure as a file."""
        self.ensure_one()
        name = f"{self.code or self.id}.json"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/export_file/{name}"
            "?download=true",
            "target": "self",
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _export(self):
        """The procedure as the text of a file."""
        self.ensure_one()
        data = self._export_part(self._get_portable_keys())
        return json.dumps(
            {"format": FORMAT, "procedure": data}, ensure_ascii=False, indent=2
        )

    @api.model
    def _import(self, text):
        """Create a procedure from the text of a file.

        :raise UserError: it is no such file, too large, or not of this version
        """
        data = self._parse_file(text)
        try:
            if data.get("code") and self.search_count(
                [("code", "=", data["code"])], limit=1
            ):
                data = {name: value for name, value in data.items() if name != "code"}
            known = {}
            procedure = self._import_part(data, known)
            procedure._import_links(data, known)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # people edit these files: any value may be missing or of another kind
            raise UserError(
                self.env._(
                    "The file of the procedure is damaged: %(error)s.", error=error
                )
            ) from error
        return procedure.with_env(self.env)

    @api.model
    def _parse_file(self, text):
        """The settings that the text of a file holds, as plain data.

        :raise UserError: it is no such file, or larger than any procedure
        """
        if len(text) > MAX_CHARACTERS:
            raise UserError(self.env._("This file is too large for a procedure."))
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        data = isinstance(content, dict) and content.get("procedure")
        if not isinstance(data, dict) or content.get("format") != FORMAT:
            raise UserError(
                self.env._("This is not a file of a procedure: export one to compare.")
            )
        if not self._is_bounded(data):
            raise UserError(self.env._("This file is too large for a procedure."))
        return data

    @api.model
    def _is_bounded(self, data):
        """Whether plain data are neither deeper nor longer than those of a procedure."""
        waiting, count = [(data, 1)], 0
        while waiting:
            value, depth = waiting.pop()
            count += 1
            if not isinstance(value, (dict, list)):
                continue
            if depth > MAX_DEPTH or count + len(waiting) + len(value) > MAX_VALUES:
                return False
            if isinstance(value, list) and len(value) > MAX_PARTS:
                return False
            children = value.values() if isinstance(value, dict) else value
            waiting += [(child, depth + 1) for child in children]
        return True

    @api.model
    def _get_shipped_files(self):
        """Paths of the shipped procedures, by name without extension."""
        folder = Path(misc.file_path(FOLDER))
        return {path.stem: path for path in sorted(folder.glob("*.json"))}

    @api.model
    def _import_shipped(self, name):
        """Create a procedure from a shipped file."""
        return self._import(self._get_shipped_files()[name].read_text("utf-8"))

    @api.model
    def _install_shipped(self, name, xml_id):
        """Create a shipped procedure and its levels under external ids, at
        installation: ``complaint_procedure_x`` and ``complaint_level_x_<level>``."""
        if self.env.ref(f"complaint_management.{xml_id}", raise_if_not_found=False):
            return
        text = self._get_shipped_files()[name].read_text("utf-8")
        procedure = self._import(text)
        levels = json.loads(text)["procedure"]["level_ids"]
        prefix = xml_id.replace("procedure", "level")
        named = {xml_id: procedure}
        # by their keys: names are in the languages of the database
        for level, data in zip(procedure.level_ids, levels, strict=True):
            named[f"{prefix}_{data['key'].replace(' ', '_')}"] = level
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"complaint_management.{name}",
                    "record": record,
                    "noupdate": True,
                }
                for name, record in named.items()
            ]
        )

    @api.model
    def _translate_shipped(self):
        """Add the texts of shipped procedures in languages installed since."""
        for path in self._get_shipped_files().values():
            data = json.loads(path.read_text("utf-8"))["procedure"]
            procedure = self.search([("code", "=", data["code"])], limit=1)
            if procedure:
                procedure._complete_translations(data)
