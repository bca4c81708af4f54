import json
from base64 import b64decode

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintProcedureLoad(models.TransientModel):
    """Loads a procedure from the gallery of shipped ones or from a file."""

    _name = "complaint.procedure.load"
    _description = "Load a Complaint Procedure"

    source = fields.Selection(
        [("gallery", "Gallery"), ("file", "File")], required=True, default="gallery"
    )
    shipped = fields.Selection("_selection_shipped", "Procedure")
    preview = fields.Html(compute="_compute_preview")
    file = fields.Binary("Exported File", attachment=False)
    file_name = fields.Char()

    @api.model
    def _selection_shipped(self):
        return [(name, title) for name, (title, _text) in self._get_gallery().items()]

    @api.model
    def _get_gallery(self):
        """Title and description of the shipped procedures in the user's language."""
        gallery = {}
        for name, path in self.env["complaint.procedure"]._get_shipped_files().items():
            data = json.loads(path.read_text("utf-8"))["procedure"]
            title = self._pick(data["name"])
            text = self._pick(data.get("description", ""))
            gallery[name] = f"{data['code']} {title}", text
        return gallery

    @api.model
    def _pick(self, text):
        if isinstance(text, dict):
            return text.get(self.env.lang) or text["en_US"]
        return text

    @api.depends("shipped")
    def _compute_preview(self):
        gallery = self._get_gallery()
        for wizard in self:
            _title, text = gallery.get(wizard.shipped, ("", ""))
            wizard.preview = Markup(text)  # our own files

    def action_load(self):
        """Create the procedure and open it.

        :raise UserError: nothing was chosen, or the file is none of a procedure
        """
        self.ensure_one()
        procedures = self.env["complaint.procedure"]
        if self.source == "gallery" and self.shipped:
            procedure = procedures._import_shipped(self.shipped)
        elif self.source == "file" and self.file:
            procedure = procedures._import(
                b64decode(self.file).decode(errors="replace")
            )
        else:
            raise UserError(self.env._("Choose a procedure or a file first."))
        return procedure._get_records_action()
