from odoo import api, models


class IrFieldsConverter(models.AbstractModel):
    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Categories, stages and the like repeat in every row of an import of
        complaints: each name is looked up once a file."""
        found = self.env.context.get("import_cache")
        if model._name != "complaint.complaint" or found is None:
            return super().db_id_for(model, field, subfield, value, savepoint)
        key = (field.comodel_name, subfield, value)
        if key not in found:
            result = super().db_id_for(model, field, subfield, value, savepoint)
            if not result[0]:
                return result
            found[key] = result
        return found[key]
