from odoo import api, models
from odoo.exceptions import AccessError

RECHECK_ACTIVITY = "complaint_management.mail_activity_type_recheck"


class ComplaintPause(models.Model):
    _inherit = "complaint.pause"

    @api.model_create_multi
    def create(self, vals_list):
        """Suspensions follow from an approved request (P24).

        :raise AccessError: somebody suspends a case by hand
        """
        if not self.env.su and any(
            vals.get("kind") == "suspended" for vals in vals_list
        ):
            raise AccessError(
                self.env._("Ask for the suspension: it begins when it is approved.")
            )
        return super().create(vals_list)

    def action_look_again(self):
        """Ask what was found, and when to look again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Look Again"),
            "res_model": "complaint.pause.recheck",
            "view_mode": "form",
            "target": "new",
            "context": {"default_pause_id": self.id},
        }

    def _plan_recheck(self):
        """The case owner looks again; of a monitored case the manager of the handling
        department as well, as far as he may read it."""
        if not self.date_recheck:
            return
        for user in self._get_watchers():
            self.complaint_id.activity_schedule(
                RECHECK_ACTIVITY,
                date_deadline=self.date_recheck,
                note=self.reason,
                user_id=user.id,
            )

    def _get_watchers(self):
        complaint = self.complaint_id
        watchers = complaint._get_responsible_user()
        if self.watch_mode == "monitor":
            manager = complaint.department_id._get_complaint_manager()
            watchers |= complaint._filter_able(manager).filtered(
                complaint._filter_readable_by
            )
        return watchers

    def _do_look_again(self, note, date_recheck):
        """Keep what was found; the next look is planned."""
        # sudo: written by acts only
        self.sudo().date_recheck = date_recheck
        self.complaint_id.activity_feedback([RECHECK_ACTIVITY], feedback=note)
        self._plan_recheck()
