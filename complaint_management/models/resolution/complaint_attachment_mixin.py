from odoo import api, models


class ComplaintAttachmentMixin(models.AbstractModel):
    """Files that belong to their document: whoever may read it may read them."""

    _name = "complaint.attachment.mixin"
    _description = "Document with Files"

    @api.model
    def _get_attachment_fields(self):
        """Hook: names of the fields that hold files."""
        return []

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._adopt_files()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if any(name in vals for name in self._get_attachment_fields()):
            self._adopt_files()
        return result

    def _adopt_files(self):
        """
        :raise AccessError: a file belongs to a document that the user may not change
        """
        for document in self.sudo():  # sudo: uploaded before the document was saved
            home = {"res_model": document._name, "res_id": document.id}
            for name in document._get_attachment_fields():
                files = document[name] - document[name].filtered_domain(
                    [(key, "=", value) for key, value in home.items()]
                )
                files.sudo(False).check_access("write")
                # a file of another document is evidence there, and stays
                filed = files.filtered("res_id")
                (files - filed).write(home)
                if filed:
                    copies = filed.browse(file.copy(home).id for file in filed)
                    document[name] = document[name] - filed | copies
