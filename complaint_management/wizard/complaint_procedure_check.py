from markupsafe import Markup

from odoo import api, fields, models


class ComplaintProcedureCheck(models.TransientModel):
    """Shows what is missing in a procedure."""

    _name = "complaint.procedure.check"
    _description = "Check a Complaint Procedure"

    procedure_id = fields.Many2one("complaint.procedure", required=True)
    report = fields.Html(compute="_compute_report")

    @api.depends("procedure_id")
    def _compute_report(self):
        for wizard in self:
            gaps = wizard.procedure_id._get_gaps()
            items = Markup().join(Markup("<li>%s</li>") % gap for gap in gaps)
            complete = Markup("<p>%s</p>") % self.env._("Nothing is missing.")
            wizard.report = Markup("<ul>%s</ul>") % items if gaps else complete
