import os
import time
from contextlib import suppress

from odoo import api, models

# Seconds after which nobody is writing a file any more.
WRITTEN_WITHIN = 60


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        """Remove the torso that a full disk or a killed server has left of a file with
        the same content: Odoo would take it for another file, and refuse for ever."""
        torso = self._full_path(f"{sha[:2]}/{sha}")
        with suppress(FileNotFoundError):
            found = os.stat(torso)
            is_old = found.st_mtime < time.time() - WRITTEN_WITHIN
            if found.st_size < len(bin_data) and is_old:
                os.unlink(torso)
        return super()._get_path(bin_data, sha)
