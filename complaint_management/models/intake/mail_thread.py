import xmlrpc.client

from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Mail for the complaint desks is only stored here, within the caller's
        transaction; ``complaint.intake`` processes it later. Other mail passes.

        :return: False for mail of the complaint desks
        """
        raw = message
        if isinstance(raw, xmlrpc.client.Binary):
            raw = raw.data
        if isinstance(raw, str):
            raw = raw.encode("utf-8", "surrogateescape")
        if self.env["complaint.intake"]._store(raw, model, custom_values):
            return False
        return super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
