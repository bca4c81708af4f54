from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

BATCH = 1000


class ComplaintRetentionMixin(models.AbstractModel):
    """How long a case is kept in sight, and when it may be forgotten."""

    _name = "complaint.retention.mixin"
    _description = "Retention of a Complaint"

    is_legal_hold = fields.Boolean(
        "Legal Hold",
        copy=False,
        tracking=True,
        help="Nothing of the case may be deleted, because it may be needed as evidence.",
    )
    date_anonymised = fields.Datetime("Anonymised on", readonly=True, copy=False)

    # ------------------------------------------------------------
    # ARCHIVING
    # ------------------------------------------------------------

    @api.model
    def _cron_archive(self):
        """Archive cases closed so many months ago as their company says. They stay in
        ledger and statistics."""
        for company in self.env["res.company"].search(
            [("complaint_archive_months", ">", 0)]
        ):
            self._archive_closed(company)

    def _archive_closed(self, company):
        months = company.complaint_archive_months
        domain = [
            ("company_id", "=", company.id),
            ("phase", "=", "closed"),
            ("date_closed", "<", self.env.cr.now() - relativedelta(months=months)),
        ]
        while cases := self.search(domain, limit=BATCH, order="date_closed, id"):
            free = cases.try_lock_for_update().filtered_domain(domain)
            if not free:
                return
            free.write({"active": False})
            if not self.env["ir.cron"]._commit_progress(len(free)):
                return

    # ------------------------------------------------------------
    # ANONYMISING
    # ------------------------------------------------------------

    def _get_cannot_anonymise_reasons(self):
        """Everything that stands against forgetting the customer, translated."""
        reasons = []
        for case in self:
            if case.phase != "closed":
                reasons.append(
                    self.env._("%(case)s is not closed yet.", case=case.display_name)
                )
            if case.is_legal_hold:
                reasons.append(
                    self.env._("%(case)s is under legal hold.", case=case.display_name)
                )
        return reasons

    def _do_anonymise(self, partners):
        """Forget who the customer of the cases was.

        :param partners: contacts of the customer
        :raise AccessError: the user is no supervisor
        :raise UserError: some of the cases may not be anonymised yet
        """
        if not self.env.user.has_group(
            "complaint_management.group_complaint_supervisor"
        ):
            raise AccessError(
                self.env._("Only supervisors may anonymise: ask one of them.")
            )
        self.check_access("write")
        if reasons := self._get_cannot_anonymise_reasons():
            raise UserError("\n".join(reasons))
        # sudo: all that belongs to the cases, whoever it belongs to
        cases = self.sudo()
        self.env["complaint.anonymisation"].sudo()._anonymise(cases, partners)
        cases.with_context(tracking_disable=True).write(
            {"date_anonymised": self.env.cr.now()}
        )
        cases._message_log_batch(
            bodies=dict.fromkeys(
                cases.ids, self.env._("Customer data were anonymised on request.")
            )
        )
