from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..complaint_data import DELEGATION_SCOPES

# how long ago somebody may have begun to fill in the form
ENTRY_TIME = timedelta(days=1)


class ComplaintDelegation(models.Model):
    """Lets a colleague act for an absent user (P20 授权委托).

    * it takes effect and ends by its dates alone, at once: rules compare them with now
    * one hop: a delegate who is absent himself is not followed further; then the deputy
      of the department acts, then its manager
    * nobody mandates himself, and no mandate begins before it is entered
    * rows are kept for ever
    """

    _name = "complaint.delegation"
    _inherit = ["complaint.local.time.mixin", "mail.thread"]
    _description = "Complaint Delegation"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        "Absent User",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    delegate_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    date_from = fields.Datetime("From", required=True, tracking=True)
    date_to = fields.Datetime("Until", required=True, tracking=True)
    is_assignment = fields.Boolean("Assignments", default=True)
    is_approval = fields.Boolean("Approvals", default=True)
    is_callback = fields.Boolean("Follow-ups", default=True)
    reason = fields.Char()
    is_allowed = fields.Boolean(
        "Allowed to Another Department",
        readonly=True,
        copy=False,
        help="A supervisor lets a colleague of another department stand in.",
    )
    is_active = fields.Boolean("In Effect", compute="_compute_is_active")

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A delegation ends after it begins."
    )
    _other_person = models.Constraint(
        "CHECK (user_id != delegate_id)", "Nobody is his own delegate."
    )
    _active_idx = models.Index("(delegate_id, date_to)")

    @api.depends("date_from", "date_to")
    def _compute_is_active(self):
        now = fields.Datetime.now()
        for delegation in self:
            delegation.is_active = bool(
                delegation.date_from
                and delegation.date_to
                and delegation.date_from <= now < delegation.date_to
            )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(user)s",
                delegate=delegation.delegate_id.name or "",
                user=delegation.user_id.name or "",
            )

    @api.constrains("user_id", "delegate_id", "is_allowed")
    def _check_delegate(self):
        respondents = self.env.ref("complaint_management.group_complaint_respondent")
        for delegation in self:
            user, delegate = delegation.user_id, delegation.delegate_id
            # sudo: the roles of a colleague are not readable otherwise
            if respondents not in delegate.sudo().all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(delegate)s has no right to answer assignments yet: ask your"
                        " unit administrator.",
                        delegate=delegate.name,
                    )
                )
            if not delegation.is_allowed and not self._share_department(user, delegate):
                raise ValidationError(
                    self.env._(
                        "%(delegate)s works in another department: a supervisor has to"
                        " allow this.",
                        delegate=delegate.name,
                    )
                )

    @api.model
    def _share_department(self, user, delegate):
        """Whether two users work in, or are complaint contacts of, the same
        department."""
        # sudo: the department of an employee is not for everybody to read
        own, other = (
            person.sudo().employee_ids.department_id
            | self.env["hr.department"]
            .sudo()
            .search([("complaint_all_contact_ids", "in", person.ids)])
            for person in (user, delegate)
        )
        return bool(own & other)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A supervisor who enters a delegation allows it by that.

        :raise AccessError: somebody makes himself the delegate of somebody else
        :raise UserError: it is to begin in the past
        """
        is_supervisor = self.env.su or self.env.user.has_group(
            "complaint_management.group_complaint_supervisor"
        )
        delegations = super().create(
            [{**vals, "is_allowed": is_supervisor} for vals in vals_list]
        )
        delegations._check_mandate()
        delegations._check_start()
        delegations._notify_delegates()
        return delegations

    def _check_mandate(self):
        """:raise AccessError: somebody gives himself a mandate, or a longer one"""
        if not self.env.su and self.env.user in self.delegate_id:
            raise AccessError(
                self.env._(
                    "Nobody mandates themselves: whoever is absent enters the"
                    " delegation, or another supervisor."
                )
            )

    def _check_start(self):
        """What is entered takes effect now at the earliest."""
        now = self.env.cr.now().replace(microsecond=0)
        for delegation in self if not self.env.su else ():
            if delegation.date_from < now - ENTRY_TIME or delegation.date_to < now:
                raise UserError(self.env._("No delegation begins in the past."))
            if delegation.date_from < now:
                # sudo: nobody changes a delegation once it is entered
                delegation.sudo().date_from = now

    def write(self, vals):
        """Delegations are evidence: only their end can be changed, and not to the past.

        :raise AccessError: anything else is changed
        """
        if vals.keys() - {"date_to"} and not self.env.su:
            raise AccessError(
                self.env._("A delegation cannot be changed: end it and enter another.")
            )
        if "date_to" in vals:
            end = fields.Datetime.to_datetime(vals["date_to"])
            now = self.env.cr.now().replace(microsecond=0)
            if any(min(end, delegation.date_to) < now for delegation in self):
                raise UserError(self.env._("What is past cannot be changed."))
            if any(end > delegation.date_to for delegation in self):
                self._check_mandate()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Delegations are kept for ever: end it instead."))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_end(self):
        """End the delegation now."""
        now = self.env.cr.now().replace(microsecond=0)
        for delegation in self:
            delegation.date_to = max(now, delegation.date_from)

    def action_open_acts(self):
        """Hand-back report: what the delegate did meanwhile."""
        self.ensure_one()
        return self.env.ref(
            "complaint_management.complaint_delegation_action_report"
        ).report_action(self)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _get_active(self, users, scope):
        """The delegations by ``users`` in effect now.

        :param str scope: a code of ``complaint_data.DELEGATION_SCOPES``
        """
        # sudo: that a colleague is absent must work for everybody who sends him work
        return self.sudo().search(
            [
                ("user_id", "in", users.ids),
                (DELEGATION_SCOPES[scope], "=", True),
                ("date_from", "<=", "now"),
                ("date_to", ">", "now"),
            ],
            order="id",
        )

    @api.model
    def _get_delegates(self, users, scope):
        """Who may act for the users now."""
        return self._get_active(users, scope).delegate_id.sudo(False)

    @api.model
    def _get_represented_user(self, users, scope):
        """For which of the users the current user acts; empty when in his own right."""
        if self.env.user in users:
            return users.browse()
        delegations = self._get_active(users, scope).filtered(
            lambda delegation: delegation.delegate_id == self.env.user
        )
        return delegations[:1].user_id.sudo(False)

    @api.model
    def _get_represented_users(self, delegate, scope):
        """The absent users for whom the delegate may act now."""
        # sudo: for whom somebody stands in must work whoever may read delegations
        delegations = self.sudo().search(
            [
                ("delegate_id", "=", delegate.id),
                (DELEGATION_SCOPES[scope], "=", True),
                ("date_from", "<=", "now"),
                ("date_to", ">", "now"),
            ]
        )
        return delegations.user_id.sudo(False)

    @api.model
    def _get_bound_users(self, users):
        """The users, whoever acts for one of them now, and whom one of them acts for:
        none of them decides where another one may not."""
        # sudo: who stands in for whom counts, whoever may read delegations
        delegations = self.sudo().search(
            [
                "|",
                ("user_id", "in", users.ids),
                ("delegate_id", "in", users.ids),
                ("date_from", "<=", "now"),
                ("date_to", ">", "now"),
            ]
        )
        bound = delegations.user_id | delegations.delegate_id
        return users | bound.sudo(users.env.su)

    @api.model
    def _get_acting_users(self, users, scope, fallbacks=None, excluded=None):
        """Whom to turn to: each user, or while he is absent their delegate.

        One hop: when the delegate is absent too, or ``excluded``, the first of
        ``fallbacks`` present acts; so it is when somebody has left.
        """
        acting = users.browse()
        fallbacks = fallbacks if fallbacks is not None else users.browse()
        absences = self._get_active(users, scope)
        deputies = absences.delegate_id.sudo(False) | fallbacks
        absent = self._get_active(deputies, scope).user_id.sudo(False)
        absent |= excluded if excluded is not None else users.browse()
        for user in users:
            delegates = (
                absences.filtered(
                    lambda delegation, user=user: delegation.user_id == user
                )
                .delegate_id.filtered("active")
                .sudo(False)
            )
            has_left = not user.sudo().active  # sudo: no secret of a colleague
            if not delegates and not has_left:
                acting |= user
            else:
                present = (delegates - absent)[:1] or (fallbacks - absent)[:1]
                acting |= present or user.filtered(
                    lambda _user, left=has_left: not left
                )
        return acting

    def _get_acts(self):
        """What the delegate did on behalf of the absent user, by milestone."""
        self.ensure_one()
        # sudo: the absent user gets back what was done in his name
        return (
            self.env["complaint.milestone"]
            .sudo()
            .search(
                [
                    ("on_behalf_id", "=", self.user_id.id),
                    ("user_id", "=", self.delegate_id.id),
                    ("date", ">=", self.date_from),
                    ("date", "<=", self.date_to),
                ]
            )
        )

    def _get_decisions(self):
        """What the delegate approved or refused on behalf of the absent user."""
        self.ensure_one()
        # sudo: as above
        return (
            self.env["complaint.approval"]
            .sudo()
            .search(
                [
                    ("decided_for_id", "=", self.user_id.id),
                    ("decided_by_id", "=", self.delegate_id.id),
                    ("date_decided", ">=", self.date_from),
                    ("date_decided", "<=", self.date_to),
                ],
                order="date_decided, id",
            )
        )

    def _notify_delegates(self):
        for delegation in self:
            delegate, absent = delegation.delegate_id, delegation.user_id.name
            env = delegation.with_context(lang=delegate.lang).env
            told = delegation.with_env(env)
            delegation.message_notify(
                partner_ids=delegate.partner_id.ids,
                subject=env._("You stand in for %(user)s", user=absent),
                body=env._(
                    "From %(start)s to %(end)s you receive the complaint work of"
                    " %(user)s.",
                    start=told._format_moment(delegation.date_from, delegate),
                    end=told._format_moment(delegation.date_to, delegate, is_due=True),
                    user=absent,
                ),
            )
