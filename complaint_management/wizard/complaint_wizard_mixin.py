from odoo import models


class ComplaintWizardMixin(models.AbstractModel):
    """Wizards propose values from what they name, if their user may read that.

    Forms ask for proposals before any rule is asked, and what sudo has read lies in
    the cache for everybody.
    """

    _name = "complaint.wizard.mixin"
    _description = "Wizard about Cases"

    def _get_readable(self, name):
        """What the wizards name in the field.

        :raise AccessError: they name what belongs to others
        """
        named = self[name]._origin
        if named:
            # sudo: computes may run with it; what counts is the right of the user
            named.sudo(False).check_access("read")
        return named
