from odoo import fields, models
from odoo.tools import plaintext2html

# what the registrant may say about a complaint; all else follows from the rules
REGISTERED_FIELDS = (
    "name",
    "category_id",
    "channel_id",
    "partner_id",
    "customer_name",
    "phone",
    "email_from",
    "is_anonymous",
    "demand",
    "incident_date",
    "incident_place",
    "subject_user_ids",
    "subject_name",
    "subject_department_id",
    "date_received",
    "late_entry_reason",
)


class ComplaintComplaintRegister(models.TransientModel):
    """The short form by which every employee registers a complaint, also one he
    has discovered himself (P06), without any right on complaints."""

    _name = "complaint.complaint.register"
    _description = "Register a Complaint"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    name = fields.Char("Subject", required=True)
    description = fields.Text("What Happened", required=True)
    category_id = fields.Many2one("complaint.category", check_company=True)
    channel_id = fields.Many2one("complaint.channel")
    demand = fields.Text(help="What the customer asks for.")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    # customer
    partner_id = fields.Many2one("res.partner", "Customer", check_company=True)
    customer_name = fields.Char()
    phone = fields.Char()
    email_from = fields.Char("Email")
    is_anonymous = fields.Boolean(
        "Anonymous", help="The customer does not want to give a name or contact data."
    )

    # incident
    incident_date = fields.Datetime("Happened on")
    incident_place = fields.Char("Place")
    subject_user_ids = fields.Many2many(
        "res.users",
        string="Persons Complained About",
        domain="[('share', '=', False)]",
    )
    subject_name = fields.Char(
        "Person or Unit Complained About",
        help="A person or service unit without a user.",
    )
    subject_department_id = fields.Many2one(
        "hr.department", "Department Complained About", check_company=True
    )

    # receipt
    date_received = fields.Datetime(
        "Received on",
        required=True,
        default=fields.Datetime.now,
        help="When the customer complained; may lie in the past.",
    )
    late_entry_reason = fields.Char(
        help="Needed when the complaint is entered later than the desk allows."
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_register(self):
        """Create the complaint in the name of the user and show what he registered.

        :raise UserError: the entry is late and gives no reason
        """
        self.ensure_one()
        self._check_input_readable()
        # su: registrants have no right on complaints. The context starts afresh, as its
        # defaults would set more than REGISTERED_FIELDS.
        context = {"lang": self.env.lang, "tz": self.env.user.tz}
        complaint = (
            self.env(su=True, context=context)["complaint.complaint"]
            .with_company(self.company_id)
            .create(self._prepare_complaint_values())
        )
        # sudo: registrants have no right on what they hand over to
        self._get_own_attachments().sudo().write(
            {"res_model": complaint._name, "res_id": complaint.id}
        )
        return self._prepare_registered_action(complaint.number)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_input_readable(self):
        """Nobody learns anything by registering records he may not read.

        :raise AccessError: a record chosen is not readable
        """
        for name in ("company_id", *REGISTERED_FIELDS):
            if self._fields[name].relational:
                self[name].check_access("read")

    def _prepare_complaint_values(self):
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in REGISTERED_FIELDS
            if self[name]  # left empty, contact data come from the customer
        }
        return {
            **values,
            "description": plaintext2html(self.description),
            "company_id": self.company_id.id,
            "registered_by_id": self.env.uid,
            "first_contact_id": self.env.uid,
        }

    def _prepare_registered_action(self, number):
        """Tell the number and show what the user has registered so far."""
        registrations = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_registration_action"
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Registered as %(number)s.", number=number),
                "next": {**registrations, "target": "main"},
            },
        }

    def _get_own_attachments(self):
        """The files uploaded into this form: no other attachment may be moved."""
        return self.attachment_ids.filtered(
            lambda attachment: (
                attachment.create_uid == self.env.user
                and attachment.res_model == self._name
                and not attachment.res_id
            )
        )
