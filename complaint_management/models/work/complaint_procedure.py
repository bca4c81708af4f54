from odoo import fields, models


class ComplaintProcedure(models.Model):
    _inherit = "complaint.procedure"

    is_contact_barred = fields.Boolean(
        "Bar the Contacts of the Department Complained About",
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

    def _get_gaps(self):
        return [*super()._get_gaps(), *self._get_approval_gaps()]

    def _get_approval_gaps(self):
        for rule in self.approval_rule_ids:
            if rule.approver_kind == "user" and not rule.user_ids:
                yield self.env._(
                    "“%(rule)s”: nobody is named, so the supervisors decide.",
                    rule=rule.display_name,
                )
