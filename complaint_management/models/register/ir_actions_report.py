import lxml.html

from odoo import models

from ...tools import mail_remote


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

    def _prepare_html(self, html, report_model=False):
        """Nothing that people wrote makes the printer fetch something: our server would
        ask for it, with its own address and the session of who prints."""
        if report_model and report_model.startswith("complaint."):
            parser = lxml.html.HTMLParser(encoding="utf-8")
            root = lxml.html.fromstring(html, parser=parser)
            base = self._get_report_url().rstrip("/")

            def is_allowed(address):
                return mail_remote.is_own(address.removeprefix(base))

            body = root.find("body")
            if body is not None and mail_remote.block_tree(body, is_allowed):
                html = lxml.html.tostring(root, encoding="unicode")
        return super()._prepare_html(html, report_model=report_model)
