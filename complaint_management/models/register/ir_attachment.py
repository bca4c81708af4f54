from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from ..complaint_data import OWN_MISTAKE

# what makes the file, and where it belongs
FILE_FIELDS = {
    "name",
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "file_size",
    "index_content",
    "mimetype",
    "url",
    "type",
    "res_model",
    "res_id",
    "res_field",
    "company_id",
    "public",
}


class IrAttachment(models.Model):
    """Files of a case are evidence: nobody changes or moves them. Whoever put one there
    by mistake removes it within a day, as long as nobody outside has seen it."""

    _inherit = "ir.attachment"

    def write(self, vals):
        """
        :raise AccessError: somebody changes or moves a file of a case
        """
        if FILE_FIELDS & vals.keys() and not self.env.su:
            kept = self._get_evidence()
            if kept:
                raise AccessError(kept._get_kept_text())
        return super().write(vals)

    def unlink(self):
        """
        :raise AccessError: somebody removes a file of a case
        """
        if not self.env.su:
            self._do_remove()
        return super().unlink()

    def _delete_and_notify(self, message=None):
        """Odoo's own route checks the right to write only, and acts as superuser."""
        if self.env.uid != SUPERUSER_ID:
            self._do_remove()
        return super()._delete_and_notify(message)

    def _do_remove(self):
        """Note what is removed in the history of its document.

        :raise AccessError: it is not the user's own mistake of the same day
        """
        files = self._get_evidence()
        kept = files.filtered(lambda file: not file._is_own_mistake())
        if kept:
            raise AccessError(kept._get_kept_text())
        for file in files.filtered("res_id"):
            document = self.env[file.res_model].sudo().browse(file.res_id).exists()
            if document and hasattr(document, "_message_log"):
                document._message_log(
                    body=self.env._(
                        "The file “%(name)s” was removed by whoever added it.",
                        name=file.name,
                    )
                )

    def _get_evidence(self):
        """The files (sudo) that belong to complaints or their parts."""
        keeps = self.env["complaint.protected.mixin"]._keeps_evidence
        # sudo: only where the files belong to; their own rights are asked as well
        return self.sudo().filtered(
            lambda file: file.res_id and not file.res_field and keeps(file.res_model)
        )

    def _is_own_mistake(self):
        self.ensure_one()
        is_fresh = self.create_date > self.env.cr.now() - OWN_MISTAKE
        return self.create_uid == self.env.user and is_fresh and not self._was_sent()

    def _was_sent(self):
        """Whether the file came or went with a message of the outside world."""
        messages = self.env["mail.message"].sudo()  # sudo: see _get_evidence
        return any(
            message.message_type == "email"
            or message.partner_ids.filtered("partner_share")
            or message.notification_ids.res_partner_id.filtered("partner_share")
            for message in messages.search([("attachment_ids", "in", self.ids)])
        )

    @api.model
    def _get_kept_text(self):
        return self.env["complaint.protected.mixin"]._get_kept_text()
