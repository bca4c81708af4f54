from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Every way of printing comes by here: page, PDF, text, for one or many.

        :raise AccessError: the user may not read one of our documents
        :raise UserError: what stands against printing it
        """
        if report.model.startswith("complaint."):
            self._check_printable(self.env[report.model].browse(docids))
        return super()._get_rendering_context(report, docids, data)

    def _check_printable(self, documents):
        """Before anything is read with sudo: what lies in the cache asks no rule."""
        documents.check_access("read")
        is_guarded = isinstance(documents, self.env.registry["complaint.guard.mixin"])
        if not self.env.su and is_guarded and "print" in documents._get_guarded_acts():
            documents._check_can("print")
