from odoo import api, fields, models


class ComplaintPromiseMixin(models.AbstractModel):
    """What the customer was promised: until when he gets an answer (P20). When a date
    that he was told moves, he is told again."""

    _name = "complaint.promise.mixin"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Promises of a Complaint"

    date_promised = fields.Datetime(
        "Promised to the Customer",
        compute="_compute_date_promised",
        store=True,
        help="The date that the customer is to be told.",
    )

    promise_text = fields.Char(
        "Answer Promised",
        compute="_compute_promise_text",
        help="The date that the customer is to be told.",
    )

    # not the setting of the limit, which concerns a million closed cases too: see
    # complaint.time.limit, write()
    @api.depends("deadline_ids.date_due", "deadline_ids.state")
    def _compute_date_promised(self):
        for complaint in self:
            promises = complaint.deadline_ids.filtered(
                lambda d: d.state == "running" and d.limit_id.is_promised
            )
            complaint.date_promised = min(promises.mapped("date_due"), default=False)

    @api.depends("date_promised")
    @api.depends_context("lang", "uid")
    def _compute_promise_text(self):
        """For colleagues: by their own clock, the end of a day as 24:00 of it."""
        for complaint in self:
            complaint.promise_text = complaint.date_promised and complaint.env._(
                "by %(moment)s",
                moment=complaint._format_moment(
                    complaint.date_promised, self.env.user, is_due=True
                ),
            )

    def _get_promise_text(self, lang):
        """Until when the customer has our answer, on the customer's clock."""
        self.ensure_one()
        return self._format_moment(
            self.date_promised, self.partner_id, lang=lang, is_due=True
        )

    def _get_promises(self):
        """Running deadlines of which the customer is told."""
        # sudo: letters and forms state them, whoever lets them be sent or printed
        return (
            self.env["complaint.deadline"]
            .sudo()
            .search(
                [
                    ("complaint_id", "in", self.ids),
                    ("state", "=", "running"),
                    ("limit_id.is_promised", "=", True),
                ]
            )
        )

    def _note_told(self):
        """Keep that the customers have been told the dates, and ask nobody to do so any
        more."""
        self._get_promises().filtered(
            lambda promise: not promise.date_told
        ).date_told = self.env.cr.now()
        # sudo: whoever was asked to tell the customer, it has been done
        self.sudo().activity_unlink(["complaint_management.mail_activity_type_tell"])

    def _ask_to_tell_again(self):
        """The dates that the customers were told have moved: the case owners, else the
        supervisors, are asked to tell them the new ones."""
        for complaint in self:
            user = complaint._get_responsible_user()
            complaint.activity_schedule(
                "complaint_management.mail_activity_type_tell",
                user_id=user.id or self.env.uid,
            )
