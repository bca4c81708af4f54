from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import is_html_empty

from ..complaint_data import ASSIGNMENT_STATES, OPEN_ASSIGNMENT_STATES

# state reached → its date, copied from the milestones for lists
STATE_DATES = {
    "sent": "date_sent",
    "signed": "date_signed",
    "replied": "date_replied",
    "accepted": "date_accepted",
}


class ComplaintAssignmentFlowMixin(models.AbstractModel):
    """The course of an assignment between desk and department (P20).

    draft → (to review) → sent → signed → replied → accepted. The department may give it
    back (*refuse*: not ours) or *forward* it; whoever asked may *return* a reply with a
    reason. A forwarded assignment is a child, whose reply its parent accepts.
    """

    _name = "complaint.assignment.flow.mixin"
    _inherit = ["complaint.approval.mixin"]
    _description = "Course of an Assignment"

    state = fields.Selection(
        ASSIGNMENT_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
    )
    is_open = fields.Boolean(
        compute="_compute_is_open",
        search="_search_is_open",
        help="The reply is still owed.",
    )
    return_reason = fields.Text(
        readonly=True, copy=False, help="Why it was returned last."
    )
    return_count = fields.Integer("Returns", readonly=True, copy=False)

    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    date_signed = fields.Datetime("Signed on", readonly=True, copy=False)
    date_replied = fields.Datetime("Replied on", readonly=True, copy=False)
    date_accepted = fields.Datetime("Accepted on", readonly=True, copy=False)

    can_send = fields.Boolean(compute="_compute_can_acts")
    can_sign = fields.Boolean(compute="_compute_can_acts")
    can_reply = fields.Boolean(compute="_compute_can_acts")
    can_accept = fields.Boolean(compute="_compute_can_acts")
    can_return = fields.Boolean(compute="_compute_can_acts")
    can_refuse = fields.Boolean(compute="_compute_can_acts")
    can_forward = fields.Boolean(compute="_compute_can_acts")
    can_cancel = fields.Boolean(compute="_compute_can_acts")

    @api.depends("state")
    def _compute_is_open(self):
        for assignment in self:
            assignment.is_open = assignment.state in OPEN_ASSIGNMENT_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_ASSIGNMENT_STATES)]

    @api.model
    def _get_guarded_acts(self):
        return [
            *super()._get_guarded_acts(),
            "send",
            "sign",
            "reply",
            "accept",
            "return",
            "refuse",
            "forward",
            "cancel",
        ]

    @api.depends("state", "reply", "department_id", "user_id", "partner_id")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_send_reasons(self):
        reasons = (
            self._get_state_reasons("draft", "returned") + self._get_desk_reasons()
        )
        if not self.sudo().complaint_id.category_id:  # sudo: see _is_desk
            reasons.append(self.env._("choose a category for the complaint first"))
        if self.sudo().partner_id.email:  # sudo: see _is_desk
            reasons += self._get_link_reasons()
        return reasons + self.sudo().complaint_id._get_cannot_dispatch_reasons()

    def _get_cannot_sign_reasons(self):
        return self._get_state_reasons("sent") + self._get_respondent_reasons()

    def _get_cannot_reply_reasons(self):
        reasons = self._get_state_reasons("signed") + self._get_respondent_reasons()
        if self.is_approval_pending:
            reasons.append(self.env._("it waits for approval"))
        if is_html_empty(self.reply):
            reasons.append(self.env._("write the reply before you send it"))
        if self.child_ids.filtered("is_open"):
            reasons.append(self.env._("wait for the departments you forwarded it to"))
        return reasons

    def _get_cannot_accept_reasons(self):
        return self._get_state_reasons("replied") + self._get_acceptor_reasons()

    def _get_cannot_return_reasons(self):
        reasons = self._get_state_reasons("replied", "accepted")
        if self.state == "accepted" and self.parent_id and not self.parent_id.is_open:
            reasons.append(self.env._("the answer has been passed on already"))
        return reasons + self._get_acceptor_reasons()

    def _get_cannot_refuse_reasons(self):
        reasons = self._get_state_reasons("sent", "signed")
        if self.child_ids.filtered("is_open"):
            reasons.append(self.env._("wait for the departments you forwarded it to"))
        return reasons + self._get_respondent_reasons()

    def _get_cannot_forward_reasons(self):
        return (
            self._get_state_reasons("sent", "signed") + self._get_respondent_reasons()
        )

    def _get_cannot_cancel_reasons(self):
        reasons = self._get_state_reasons(*OPEN_ASSIGNMENT_STATES, "replied")
        if not reasons and self.parent_id and self.parent_id._is_respondent():
            return []
        return reasons + self._get_desk_reasons()

    def _get_respondent_reasons(self):
        if self._is_respondent():
            return []
        return [self.env._("only the department it was sent to may do this")]

    def _get_acceptor_reasons(self):
        """Whoever asked may judge the reply: the parent's department, else the desk."""
        if self._is_acceptor():
            return []
        return [self.env._("only who asked for the reply may do this")]

    def _is_acceptor(self):
        return self._is_desk() or bool(
            # sudo: departments need not see what their assignment came from
            self.parent_id and self.sudo().parent_id._is_respondent()
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Dispatch drafts to their departments (转交), or ask for the approval that the
        procedure demands first (P21)."""
        self._check_can("send")
        self.filtered("partner_id")._vouch_for_link()
        to_review = self._request_approval("dispatch")
        # sudo: the course of an assignment is written by its own acts only
        to_review.sudo().write({"state": "to_review"})
        (self - to_review)._do_send()

    def action_sign(self):
        """Sign for the assignments (签收)."""
        self._check_can("sign")
        self._do_sign()

    def action_reply(self):
        """Give the department's reply (回复), or ask for the approval of its manager
        first, if the procedure demands it (P20)."""
        self._check_can("reply")
        (self - self._request_approval("reply"))._do_reply()

    def action_accept(self):
        """Accept the replies."""
        self._check_can("accept")
        self._do_accept()

    def action_cancel(self):
        """Cancel assignments that are not needed any more."""
        self._check_can("cancel")
        self._do_cancel()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_advance(self, state, code, note=False, **values):
        """Write the state with its date, and remember the milestone.

        :param str note: kept with the milestone, such as a reason
        """
        if state in STATE_DATES:
            values[STATE_DATES[state]] = self.env.cr.now()
        # sudo: the course of an assignment is written by its own acts only
        self.sudo().write({"state": state, **values})
        # at once, so that two who do the same meet at the row: the second is repeated
        # and told that it has been done, before anything else follows from it
        self.flush_recordset(["state"])
        milestones = self._record_milestone(code)
        if note:
            milestones.write({"note": note})

    def _do_send(self):
        for assignment in self:
            assignment._do_advance("sent", "dispatched", **assignment._prepare_lead())
        # sudo: an approver who releases a dispatch need not work on complaints
        self.sudo().complaint_id.filtered(
            lambda complaint: complaint.phase in ("new", "classification")
        ).write({"phase": "investigation"})
        self.sudo().filtered("partner_id")._renew_token()  # sudo: see above
        self._notify_arrival()

    def _prepare_lead(self):
        """The first department that a round of the complaint is sent to leads."""
        self.ensure_one()
        # sudo: a department forwards without seeing the others
        siblings = self.sudo().complaint_id.assignment_ids.filtered(
            lambda other: other.round == self.round and other.state != "cancelled"
        )
        others_lead = (siblings - self).filtered("is_lead")
        return {"is_lead": not self.parent_id and not others_lead}

    def _do_sign(self):
        self._do_advance("signed", "signed")

    def _do_reply(self):
        for assignment in self:
            if not assignment._has_milestone("dept_first_reply"):
                assignment._record_milestone("dept_first_reply")
        self._do_advance("replied", "replied", draft_user_id=False)
        self._close_arrival()
        # sudo: respondents have no right on complaints
        self.sudo().filtered("is_close_requested").complaint_id._record_milestone(
            "close_requested"
        )
        children = self.filtered("parent_id")
        passed_on = children.filtered(
            lambda child: (
                not child.sudo().complaint_id.procedure_id.is_child_reply_checked
            )
        )
        passed_on._do_accept()
        (self - passed_on)._notify_reply()

    def _do_accept(self):
        self._do_advance("accepted", "reply_accepted")
        self._end_token()
        self.filtered("parent_id")._hand_up()

    def _hand_up(self):
        """Put the reply of forwarded assignments into the reply of their parents; when
        nobody has to check it there, reply for them (P20)."""
        # sudo: departments need not see what their assignment came from
        for parent, children in self.sudo().grouped("parent_id").items():
            parent.write({"reply": parent._merge_replies(children)})
            checked = parent.complaint_id.procedure_id.is_child_reply_checked
            if (
                not checked
                and parent.state == "signed"
                and not parent.child_ids.filtered("is_open")
            ):
                parent._do_reply()

    def _do_return(self, reason):
        """Give replies back to the departments with the reason."""
        for assignment in self:
            assignment._do_advance(
                "signed",
                "returned",
                note=reason,
                return_reason=reason,
                return_count=assignment.return_count + 1,
                date_replied=False,
                date_accepted=False,
            )
        self.filtered("partner_id")._renew_token()
        self._notify_return(reason)

    def _do_refuse(self, reason):
        """Give assignments back to whoever sent them: not ours."""
        self._cancel_approvals()
        self._do_advance("returned", "refused", note=reason, return_reason=reason)
        self._end_token(is_at_once=True)
        self._close_arrival()
        self._notify_refusal(reason)

    def _do_cancel(self):
        self._cancel_approvals()
        children = self.child_ids.filtered("is_open")
        if children:
            children._do_cancel()
        self._do_advance("cancelled", "assignment_cancelled")
        self._end_token(is_at_once=True)
        self._close_arrival()

    def _do_forward(self, vals_list):
        """Pass assignments on to other departments or outside parties, as children.

        :param list vals_list: for each child the values that differ from its parent
        :return: the children, sent
        """
        self._check_may_share(vals_list)
        self.filtered(lambda assignment: assignment.state == "sent")._do_sign()
        # sudo: departments create assignments in no other way
        children = self.sudo().create(
            [
                {
                    **values,
                    "complaint_id": parent.sudo().complaint_id.id,
                    "parent_id": parent.id,
                }
                for parent in self
                for values in vals_list
            ]
        )
        outside = children.filtered("partner_id.email").sudo(self.env.su)
        outside._check_link()
        children._do_send()
        self._record_milestone("forwarded")
        return children.sudo(self.env.su)

    def _check_may_share(self, vals_list):
        """:raise AccessError: a department tells outsiders who the customer is"""
        is_shared = any(values.get("is_customer_shared") for values in vals_list)
        if is_shared and not all(
            assignment.is_customer_shared or assignment._is_desk()
            for assignment in self
        ):
            raise AccessError(
                self.env._(
                    "Only the desk tells outside parties who the customer is: ask it, or"
                    " forward the matter without the name."
                )
            )

    def _has_milestone(self, code):
        """Whether the milestone was reached in the present round."""
        # sudo: an outside party's page and mails read no milestones
        return code in self.sudo().milestone_ids.filtered(
            lambda milestone: milestone.round == self.round
        ).mapped("code")

    def _merge_replies(self, children):
        """The parent's reply with the replies of children added, each under its
        name."""
        self.ensure_one()
        return Markup().join(
            [
                self.reply or Markup(),
                *(
                    Markup("<p><strong>%s</strong></p>%s")
                    % (child._get_target_name(), child.reply or "")
                    for child in children
                ),
            ]
        )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _on_approved(self, action):
        super()._on_approved(action)
        if action == "dispatch":
            self._record_milestone("dispatch_approved")
            self._do_send()
        elif action == "reply":
            self._do_reply()

    def _on_refused(self, action, reason):
        super()._on_refused(action, reason)
        values = {"return_reason": reason}
        if action == "dispatch":
            values["state"] = "draft"
        # sudo: the course of an assignment is written by its own acts only
        self.sudo().write(values)
