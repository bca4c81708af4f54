from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintDeadlineAgree(models.TransientModel):
    """Agrees another time with the customer: an appointed second answer (P17), or a
    limit of the case owner's own within the maximum of the procedure (P03)."""

    _name = "complaint.deadline.agree"
    _description = "Agree a Deadline with the Customer"

    deadline_id = fields.Many2one(
        "complaint.deadline",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    date_due = fields.Datetime("New Time", required=True)
    date_maximum = fields.Datetime("At the Latest", compute="_compute_date_maximum")
    reason = fields.Text(required=True)

    @api.depends("deadline_id")
    def _compute_date_maximum(self):
        for wizard in self:
            wizard.date_maximum = wizard.deadline_id._get_maximum_due()

    def action_agree(self):
        """Move the deadline; the customer counts as told.

        :raise UserError: the procedure does not allow it, or not so late
        """
        deadline = self.deadline_id
        deadline.complaint_id.check_access("write")
        if not deadline.limit_id.is_individual or deadline.state != "running":
            raise UserError(
                self.env._("The procedure does not let anybody move this deadline.")
            )
        if self.date_due <= deadline.date_start:
            raise UserError(
                self.env._("Choose a time after the beginning of the limit.")
            )
        if self.date_maximum and self.date_due > self.date_maximum:
            raise UserError(
                self.env._(
                    "The procedure allows %(latest)s at the latest.",
                    latest=deadline._format_moment(
                        self.date_maximum, self.env.user, is_due=True
                    ),
                )
            )
        deadline.complaint_id._note_act(
            "agreed", (deadline.date_due, self.date_due), self.reason
        )
        # sudo: nobody writes deadlines himself
        deadline.sudo()._agree(self.date_due)
        deadline.complaint_id._message_log(
            body=self.env._(
                "%(limit)s: agreed with the customer for %(due)s. %(reason)s",
                limit=deadline.limit_id.name,
                due=deadline._format_moment(self.date_due, is_due=True),
                reason=self.reason,
            )
        )
