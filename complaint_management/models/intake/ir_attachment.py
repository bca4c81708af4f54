import os
from contextlib import suppress

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _file_write(self, bin_value, checksum):
        """Replace the torso that a full disk or a killed server has left of a file with
        the same content: Odoo would take it for another file, and refuse for ever."""
        path = self._full_path(f"{checksum[:2]}/{checksum}")
        with suppress(FileNotFoundError):
            if os.path.getsize(path) < len(bin_value):
                os.unlink(path)
        return super()._file_write(bin_value, checksum)
