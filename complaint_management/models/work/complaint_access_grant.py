from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ComplaintAccessGrant(models.Model):
    """Breaks the glass: lets one colleague read one case for a time, with a reason.

    Given by somebody who sees the case himself, never to oneself, and kept for ever.
    Whoever comes to be complained about loses the grants given before; one that is given
    afterwards says so.
    """

    _name = "complaint.access.grant"
    _inherit = ["complaint.part.mixin"]
    _description = "Complaint Access Grant"
    _order = "id desc"

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Granted to",
        required=True,
        index=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    granted_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    reason = fields.Text(required=True)
    is_over_bar = fields.Boolean(
        "Although Complained about",
        compute="_compute_is_over_bar",
        compute_sudo=False,
        store=True,
        precompute=True,
        help="Given to somebody who was kept from the case at that time, because they"
        " are complained about.",
    )
    date_from = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("Until", required=True)

    _other_person = models.Constraint(
        "CHECK (user_id != granted_by_id)", "Nobody grants access to himself."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "An access grant ends after it begins."
    )

    @api.depends("complaint_id", "user_id")
    def _compute_is_over_bar(self):
        """As it is when the grant is given: being barred later ends it."""
        for grant in self:
            complaint = grant.complaint_id._origin
            # sudo: who may read the case may know from whom it is kept
            grant.is_over_bar = (
                bool(complaint)
                and complaint.has_access("read")
                and grant.user_id._origin in complaint.sudo().barred_user_ids
            )

    @api.depends("user_id")
    def _compute_display_name(self):
        for grant in self:
            grant.display_name = grant.user_id.name or ""

    @api.model_create_multi
    def create(self, vals_list):
        """The grant is logged on the case.

        Record rules keep the cases granted to a user in the cache until they change.
        """
        given = {"granted_by_id": self.env.uid}
        grants = super().create(
            [
                {name: vals[name] for name in vals if name != "is_over_bar"} | given
                for vals in vals_list
            ]
        )
        self.env.registry.clear_cache()
        for grant in grants:
            grant.complaint_id._message_log(
                body=grant._get_log_text(),
            )
        return grants

    def _get_log_text(self):
        values = {
            "user": self.user_id.name,
            "end": self.complaint_id._format_moment(self.date_to, is_due=True),
            "reason": self.reason,
        }
        if self.is_over_bar:
            return self.env._(
                "%(user)s, although complained about, may read the case until %(end)s:"
                " %(reason)s",
                **values,
            )
        return self.env._(
            "%(user)s may read the case until %(end)s: %(reason)s", **values
        )

    def write(self, vals):
        """A grant is evidence: only its end can be brought forward.

        :raise AccessError: anything else is changed
        """
        end = fields.Datetime.to_datetime(vals.get("date_to"))
        if not self.env.su and (
            vals.keys() != {"date_to"} or any(end > grant.date_to for grant in self)
        ):
            raise AccessError(
                self.env._("An access grant can only be ended: give another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Access grants are kept for ever."))

    def action_end(self):
        """End the access now."""
        self._do_end()

    def _do_end(self):
        now = self.env.cr.now().replace(microsecond=0)
        for grant in self:
            grant.date_to = max(now, grant.date_from)
