from odoo import api, fields, models


class ComplaintNumberMixin(models.AbstractModel):
    """Numbers documents such as P00012: label and number say nothing of the case.

    Documents that only its readers see may compute a number from that of the case.
    """

    _name = "complaint.number.mixin"
    _description = "Numbered Document"
    # begins the numbers of this kind of document
    _number_letter = ""

    number = fields.Char(compute="_compute_number", store=True, index=True)

    @api.depends("create_date")
    def _compute_number(self):
        for document in self.filtered("id"):
            document.number = f"{document._number_letter}{document.id:05d}"

    @api.depends("number")
    def _compute_display_name(self):
        """The number and nothing else, as on the complaint."""
        for document in self:
            document.display_name = document.number or self.env._("New")
