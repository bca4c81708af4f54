from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

BARS = ("is_conflict_barred", "is_contact_barred")
DECISION_TYPE = "complaint_management.mail_activity_type_bar"


class ComplaintProcedure(models.Model):
    _inherit = "complaint.procedure"

    is_contact_barred = fields.Boolean(
        "Bar the Contacts of the Department Complained About",
        tracking=True,
        help="The complaint contacts of the department complained about do not see the"
        " complaint either.",
    )
    is_child_reply_checked = fields.Boolean(
        "Check the Replies of Forwarded Assignments",
        default=True,
        help="A department that forwarded its assignment accepts the answer before it"
        " replies to the desk. Otherwise the answer goes on by itself.",
    )
    is_department_contact = fields.Boolean(
        "Departments Contact Customers",
        help="Departments write to customers and log calls on their assignments;"
        " never on confidential complaints.",
    )
    is_coordinator_needed = fields.Boolean(
        "Coordinate Several Departments",
        help="A supervisor coordinates when several departments are involved.",
    )
    is_help_sent_at_once = fields.Boolean(
        "Send Urgent Help at Once",
        help="Urgent requests for help go straight to the contact of the department,"
        " without waiting for the desk.",
    )
    is_help_sent_by_sms = fields.Boolean(
        "Tell the Contact by SMS",
        help="Whoever has to help gets an SMS with the number too, where Odoo's SMS app"
        " is installed.",
    )
    approval_rule_ids = fields.One2many(
        "complaint.approval.rule", "procedure_id", "Approval Rules"
    )

    def write(self, vals):
        """To bar somebody counts at once, for running cases too; to let them in is for
        an executive to decide."""
        released = self.filtered(
            lambda procedure: any(
                procedure[bar] and not vals.get(bar, True) for bar in BARS
            )
        )
        result = super().write(vals)
        if any(vals.get(bar) for bar in BARS):
            self._extend_bars()
        if released:
            released._ask_to_release()
        return result

    # ------------------------------------------------------------
    # BARS
    # ------------------------------------------------------------

    def action_release_bars(self):
        """Let the cases that were there before follow the procedure as it is now.

        :raise AccessError: the user is no executive, or complained about in one of them
        """
        self.check_access("read")
        user = self.env.user
        if not user.has_group("complaint_management.group_complaint_executive"):
            raise AccessError(
                self.env._("Only an executive lets those complained about see a case.")
            )
        # sudo: also the cases that are kept from the user count
        cases = self.sudo()._get_barred_cases()
        bound = self.env["complaint.delegation"]._get_bound_users(user)
        if bound.sudo() & (cases.subject_user_ids | cases.barred_user_ids):
            raise AccessError(
                self.env._("Somebody else decides: you would see a case about you.")
            )
        self.sudo()._do_release_bars()  # sudo: executives do not write procedures

    def _do_release_bars(self):
        self._copy_bars(
            SQL("p.is_conflict_barred"),
            SQL("p.is_contact_barred"),
        )
        self.is_bar_kept = False
        self.activity_unlink([DECISION_TYPE])
        for procedure in self:
            procedure._message_log(
                body=self.env._("Running cases follow the procedure from now on."),
                author_id=self.env.user.partner_id.id,
            )

    def _extend_bars(self):
        """Bar at once whom the procedures have come to bar."""
        self._copy_bars(
            SQL("c.is_conflict_barred OR p.is_conflict_barred"),
            SQL("c.is_contact_barred OR p.is_contact_barred"),
        )

    def _copy_bars(self, conflict, contact):
        """Write what counts for all cases of the procedures, and bar by it."""
        self.flush_recordset(BARS)
        complaints = self.env["complaint.complaint"]
        complaints.flush_model([*BARS, "procedure_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE complaint_complaint c
                      SET is_conflict_barred = %(conflict)s,
                          is_contact_barred = %(contact)s
                     FROM complaint_procedure p
                    WHERE p.id = c.procedure_id
                      AND p.id IN %(ids)s
                      AND (c.is_conflict_barred, c.is_contact_barred)
                          IS DISTINCT FROM (%(conflict)s, %(contact)s)""",
                conflict=conflict,
                contact=contact,
                ids=self._ids,
            )
        )
        complaints.invalidate_model(BARS)
        # sudo: configurators and executives do not write cases
        cases = self.sudo()._get_barred_cases()
        self.env.add_to_compute(cases._fields["barred_user_ids"], cases)
        cases._hand_over_barred()

    def _get_barred_cases(self):
        """All cases of the procedures in which somebody is complained about."""
        return (
            self.env["complaint.complaint"]
            .with_context(active_test=False)
            .search(
                [
                    ("procedure_id", "in", self.ids),
                    "|",
                    ("subject_user_ids", "!=", False),
                    ("subject_department_id", "!=", False),
                ]
            )
        )

    def _ask_to_release(self):
        """Running cases keep the bar until an executive lets them follow."""
        # sudo: who switches gives work to the executives
        procedures = self.sudo()
        for procedure in procedures.filtered(lambda p: p._get_barred_cases()):
            procedure.is_bar_kept = True
            for user in procedure._get_executives():
                procedure.activity_schedule(
                    DECISION_TYPE,
                    summary=self.env._("Decide whether running cases follow"),
                    user_id=user.id,
                )

    def _get_executives(self):
        group = self.env.ref("complaint_management.group_complaint_executive")
        companies = self.company_id or self.env.company
        return group.all_user_ids.filtered(
            lambda user: user.active and companies <= user.company_ids
        )

    def _get_gaps(self):
        return [*super()._get_gaps(), *self._get_approval_gaps()]

    def _get_approval_gaps(self):
        for rule in self.approval_rule_ids:
            if rule.approver_kind == "user" and not rule.user_ids:
                yield self.env._(
                    "“%(rule)s”: nobody is named, so the supervisors decide.",
                    rule=rule.display_name,
                )
