from odoo import Command, api, fields, models
from odoo.fields import Domain


class ComplaintRecurrenceMixin(models.AbstractModel):
    """Measures of a complaint, and whether they had the effect they promised: a measure
    is opened again when its cause comes back in its category while it is watched."""

    _name = "complaint.recurrence.mixin"
    _description = "Recurrence of Complaints"

    measure_ids = fields.Many2many(
        "complaint.measure",
        "complaint_measure_complaint_rel",
        "complaint_id",
        "measure_id",
        "Measures",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._check_recurrence()
        return complaints

    def write(self, vals):
        result = super().write(vals)
        if {"cause_id", "category_id"} & vals.keys():
            self._check_recurrence()
        return result

    def _adopt_parts(self, merged):
        """Measures stand for the survivor as well."""
        super()._adopt_parts(merged)
        merged.measure_ids.write({"complaint_ids": [Command.link(self.id)]})

    def _sweep_users(self, users):
        """Those complained about lose sight of the measures, too."""
        super()._sweep_users(users)
        # sudo: whoever saves may just have barred himself
        self.sudo().measure_ids._sweep_users(users)

    def _check_recurrence(self):
        """Open the measures again whose cause has come back with the complaints."""
        for complaint in self.filtered(
            lambda case: case.cause_id and case.category_id and not case.is_historic
        ):
            # sudo: measures belong to other desks and departments, too
            measures = self.env["complaint.measure"].sudo()
            failed = measures.search(complaint._get_recurrence_domain())
            if failed:
                failed.recurrence_ids += complaint.sudo()
                failed._do_reopen(
                    self.env._(
                        "The cause came back in %(complaint)s.",
                        complaint=complaint.number,
                    )
                )

    def _get_recurrence_domain(self):
        """Measures that should have prevented the complaint, each told once."""
        self.ensure_one()
        return (
            Domain("cause_id", "=", self.cause_id.id)
            & Domain("category_id", "=", self.category_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", ("done", "verified"))
            & Domain("date_watch_end", ">=", self._to_local_day(self.date_received))
            & Domain("date_done", "<", self.date_received)
            & Domain("complaint_ids", "not in", self.ids)
            & Domain("recurrence_ids", "not in", self.ids)
        )
