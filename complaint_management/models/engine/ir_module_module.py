from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """Shipped procedures carry their own translations."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "complaint_management" in modules and self.env.registry.ready:
            self.env["complaint.procedure"]._translate_shipped()
        return result
