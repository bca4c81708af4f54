from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintAssignmentSupervisionMixin(models.AbstractModel):
    """What the desk does while a department works: chase it (催办), follow it up under
    supervision (督办), hear of its progress, answer its questions (P20, P23)."""

    _name = "complaint.assignment.supervision.mixin"
    _inherit = ["complaint.guard.mixin"]
    _description = "Supervision of an Assignment"

    chase_count = fields.Integer("Chases", readonly=True, copy=False)
    supervise_count = fields.Integer("Supervised Follow-ups", readonly=True, copy=False)
    is_supervised = fields.Boolean(
        "Under Supervised Follow-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The managers of the department are told, too.",
    )

    can_chase = fields.Boolean(compute="_compute_can_acts")
    can_report = fields.Boolean(compute="_compute_can_acts")
    can_contact = fields.Boolean(compute="_compute_can_acts")

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "chase", "report", "contact"]

    def _get_cannot_chase_reasons(self):
        """The desk chases; a first node or manager chases within his tree (P20)."""
        reasons = self._get_state_reasons("sent", "signed")
        # sudo: who stands above a department is no secret
        above = self.sudo().department_id.parent_id.complaint_respondent_ids
        if self.env.user in above:
            return reasons
        return reasons + self._get_acceptor_reasons()

    def _get_cannot_report_reasons(self):
        return (
            self._get_state_reasons("sent", "signed") + self._get_respondent_reasons()
        )

    def _get_cannot_contact_reasons(self):
        """Departments contact customers only where the procedure lets them, and never
        on confidential cases (P13, P20, P23, P24)."""
        # sudo: respondents have no right on complaints
        complaint = self.sudo().complaint_id
        reasons = self._get_state_reasons("sent", "signed", "replied", "accepted")
        reasons += self._get_respondent_reasons()
        if not complaint.procedure_id.is_department_contact:
            reasons.append(self.env._("the desk speaks with the customer"))
        if complaint.is_confidential:
            reasons.append(self.env._("the case is confidential"))
        if not complaint.is_open:
            reasons.append(self.env._("the case is closed"))
        return reasons

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_chase(self):
        """Remind the departments by hand (催办); chases are counted."""
        self._check_can("chase")
        self._do_chase()

    def action_supervise(self):
        """Put the assignments under supervised follow-up (督办): the managers of the
        departments are told, too."""
        self._check_can("chase")
        self._do_chase(is_supervised=True)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_chase(self, is_supervised=False):
        counter = "supervise_count" if is_supervised else "chase_count"
        for assignment in self.sudo():  # sudo: counters are written here only
            values = {counter: assignment[counter] + 1}
            if is_supervised:
                values["is_supervised"] = True
            assignment.write(values)
        self._notify_chase(is_supervised)

    def _do_report(self, text, is_question=False):
        """Tell the desk how far the department is, or ask it something.

        The first report is the first reply of the department, all are progress (P23,
        P24); a question is neither.
        """
        for assignment in self:
            assignment._message_log(body=text)
            if not is_question:
                first = not assignment._has_milestone("dept_first_reply")
                code = "dept_first_reply" if first else "dept_progress"
                assignment._record_milestone(code).write({"note": text})
            assignment._write_to_requesters(
                lambda a: (
                    a.env._("Question on %(assignment)s", assignment=a.number)
                    if is_question
                    else a.env._("Progress on %(assignment)s", assignment=a.number),
                    text,
                )
            )

    def _do_write_to_customer(self, subject, body):
        """Write to the customer from the desk's address; his answer comes to the desk.

        :raise UserError: the customer has no mail address
        """
        # sudo: the procedure lets the department do this one thing on the complaint
        for complaint in self.sudo().complaint_id:
            emails = [
                who["email"] for who in complaint._get_addressees() if who["email"]
            ]
            if not emails:
                raise UserError(
                    self.env._("The customer has no mail address: call them.")
                )
            complaint.message_post(
                subject=subject or complaint.number,
                body=body,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.user.partner_id.id,
                outgoing_email_to=", ".join(emails),
            )
