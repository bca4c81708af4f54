from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .resolution_data import CHECK_ANSWERS, REVIEW_KINDS, REVIEW_RESULTS

ACTIVITY_TYPE = "complaint_management.mail_activity_type_review"
REVIEW_FIELDS = {"finding", "courtesy", "clarity"}
REQUEST_FIELDS = {"complaint_id", "kind", "user_id", "reason"}


class ComplaintReview(models.Model):
    """Somebody looks at the handling of a case: the manager before it is closed (P17),
    another person when the customer is dissatisfied (复核, P15), headquarters at random
    (抽查)."""

    _name = "complaint.review"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.guard.mixin",
    ]
    _description = "Complaint Review"
    _number_letter = "V"
    _rec_name = "number"
    _order = "id desc"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    round = fields.Integer(readonly=True, default=1)
    kind = fields.Selection(REVIEW_KINDS, required=True, default="closing")
    user_id = fields.Many2one(
        "res.users",
        "Reviewer",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    reason = fields.Text(help="What the reviewer should know.")
    finding = fields.Text()
    # what a spot check looks at besides the handling (P17 standards 1 and 8)
    courtesy = fields.Selection(CHECK_ANSWERS, "Courteous", copy=False)
    clarity = fields.Selection(CHECK_ANSWERS, "Clear and Complete Record", copy=False)
    result = fields.Selection(REVIEW_RESULTS, readonly=True, copy=False)
    date_done = fields.Datetime("Reviewed on", readonly=True, copy=False)

    can_decide = fields.Boolean(compute="_compute_can_acts")

    _open_idx = models.Index("(user_id, id) WHERE result IS NULL")

    @api.depends("result", "user_id")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.constrains("user_id", "kind")
    def _check_reviewer(self):
        for review in self.filtered("user_id"):
            # sudo: who handled the case, and who reviews it, is the same for everybody
            complaint = review.sudo().complaint_id
            is_drawn = review.kind == "spot_check"
            if not is_drawn and review.user_id in complaint._get_handlers():
                raise ValidationError(
                    self.env._(
                        "%(reviewer)s handled the case: somebody else has to review it.",
                        reviewer=review.user_id.name,
                    )
                )
            if not review._is_reviewed_by(complaint._get_reviewers()):
                raise ValidationError(
                    self.env._(
                        "%(reviewer)s may not review the case before it is closed: name"
                        " a reviewer of the desk or a supervisor.",
                        reviewer=review.user_id.name,
                    )
                )

    def _is_reviewed_by(self, reviewers):
        """Whether the reviewer is one of those whom the review needs."""
        self.ensure_one()
        return self.kind != "closing" or self.user_id in reviewers

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_own_fields(REQUEST_FIELDS, *vals_list)
        complaints = self.env["complaint.complaint"]
        reviews = super().create(
            [
                {**vals, "round": complaints.browse(vals["complaint_id"]).round}
                for vals in vals_list
            ]
        )
        reviews._open_activities()
        return reviews

    def write(self, vals):
        """The reviewer writes his finding, the desk chooses the reviewer, until the
        review is decided.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            is_desk = all(review._is_desk() for review in self)
            allowed = (
                REVIEW_FIELDS | {"user_id", "reason"} if is_desk else REVIEW_FIELDS
            )
            self._check_own_fields(allowed, vals)
            if any(review.result for review in self):
                raise AccessError(self.env._("The review has been decided."))
        result = super().write(vals)
        if "user_id" in vals:
            self._open_activities()
        return result

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "decide"]

    def _get_cannot_decide_reasons(self):
        reasons = []
        if self.result:
            reasons.append(self.env._("it has been decided already"))
        if self.env.user != self.user_id and not self.env.su:
            reasons.append(self.env._("only the reviewer decides"))
        # sudo: as for the choice of the reviewer
        complaint = self.sudo().complaint_id
        if not self._is_reviewed_by(complaint._get_reviewers()):
            reasons.append(
                self.env._("only a reviewer of the desk or a supervisor does")
            )
        return reasons or self._get_bias_reasons(complaint._get_handlers())

    def _get_cannot_redo_reasons(self):
        if (self.finding or "").strip():
            return []
        return [self.env._("write what has to be done again")]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_confirm(self):
        """The handling is right."""
        self._check_can("decide")
        self._do_decide("confirmed")

    def action_redo(self):
        """The handling is not right: a re-examined case goes on in a next round, the
        owner of any other case is told."""
        self._check_can("decide")
        self._check_can("redo")
        self._do_decide("redo")
        for review in self.sudo():  # sudo: the reviewer need not work on the case
            if review.kind == "re_examination":
                review.complaint_id._start_round()
            review.complaint_id._call_owner(
                self.env._("The review says: do it again"), review.finding
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_decide(self, result):
        # sudo: the course is written by the acts only
        self.sudo().write({"result": result, "date_done": self.env.cr.now()})
        self.sudo().activity_unlink([ACTIVITY_TYPE])

    def _open_activities(self):
        """One activity for each reviewer."""
        # sudo: whoever asks for the review gives the activity
        for review in self.sudo():
            review.activity_unlink([ACTIVITY_TYPE])
            if review.user_id and not review.result:
                review.activity_schedule(
                    ACTIVITY_TYPE, summary=review.number, user_id=review.user_id.id
                )

    def _replace_reviewers(self, users):
        """Some of the reviewers may not know the case any more."""
        for review in self.filtered(lambda r: not r.result and r.user_id in users):
            review.user_id = review.complaint_id._get_reviewers()[:1]
