from odoo import Command, api, fields, models
from odoo.tools import html2plaintext

from ...tools import shown_pictures
from ...tools.rich_text_field import RichText

# what a department learns about a matter
MATTER_FIELDS = (
    "name",
    "description",
    "request",
    "incident_date",
    "incident_place",
    "is_urgent_help",
)
# what it learns about the customer, unless the case is confidential
CUSTOMER_FIELDS = ("customer_name", "customer_phone")


class ComplaintAssignmentCopyMixin(models.AbstractModel):
    """What the respondent needs to know, copied from the complaint.

    Departments never read complaints. What is confidential is not copied, and taken
    back when a complaint becomes confidential later (ISO 10002, P20).
    """

    _name = "complaint.assignment.copy.mixin"
    _description = "Copies on an Assignment"

    name = fields.Char("Matter", required=True)
    description = RichText("What Happened")
    request = fields.Text("What is Asked", help="What the department is asked to do.")
    incident_date = fields.Datetime("Happened on")
    incident_place = fields.Char("Place")
    is_urgent_help = fields.Boolean(
        "Urgent Help", help="Somebody needs help on the spot."
    )
    customer_name = fields.Char()
    customer_phone = fields.Char()
    is_customer_shared = fields.Boolean(
        "Share the Customer's Name and Phone",
        help="An outside party learns who the customer is only when this is ticked.",
    )
    shared_attachment_ids = fields.Many2many(
        "ir.attachment",
        "complaint_assignment_shared_attachment_rel",
        string="Files from the Desk",
        copy=False,
    )

    @api.model
    def _prepare_copied_values(self, vals):
        """What a new assignment with the values ``vals`` copies: from the assignment it
        is forwarded from, else from its complaint."""
        if vals.get("parent_id"):
            parent = self.browse(vals["parent_id"])
            shown = MATTER_FIELDS + (
                CUSTOMER_FIELDS if self._shares_customer(vals) else ()
            )
            return {name: parent[name] for name in shown}
        complaint = self.env["complaint.complaint"].browse(vals.get("complaint_id"))
        values = {
            "name": complaint.name,
            "description": complaint.description,
            "request": complaint.demand,
            "incident_date": complaint.incident_date,
            "incident_place": complaint.incident_place,
            "is_urgent_help": complaint.is_urgent_help,
        }
        if not complaint.is_confidential and self._shares_customer(vals):
            values.update(self._prepare_customer_values(complaint))
        return values

    @api.model
    def _prepare_department(self, department):
        """The department an assignment goes to: departments below a first node are
        reached through it (P20)."""
        node = department._get_complaint_first_node()
        return {
            "department_id": node.id,
            "target_department_id": department.id if node != department else False,
        }

    @api.model
    def _prepare_customer_values(self, complaint):
        return {
            "customer_name": complaint.customer_name,
            "customer_phone": complaint.phone,
        }

    @api.model
    def _shares_customer(self, vals):
        """Departments learn who the customer is, outside parties only if so ticked."""
        return not vals.get("partner_id") or vals.get("is_customer_shared")

    def _share_attachments(self, attachments):
        """Give each assignment its own copies of files of the complaint."""
        for assignment in self:
            assignment._share_copies(attachments)

    def _share_copies(self, attachments):
        """Return the ids of the copies by the ids of the files."""
        self.ensure_one()
        place = {"res_model": self._name, "res_id": self.id}
        copies = {file.id: file.copy(place).id for file in attachments}
        # sudo: files are given by this act only
        self.sudo().shared_attachment_ids = [
            Command.link(copy) for copy in copies.values()
        ]
        return copies

    def _share_pictures(self):
        """What happened is shown with its pictures: departments get copies of them.
        Outside parties, and whoever works on a confidential case, read their names."""
        # sudo: what belongs to the words that are passed on, and nothing else; who
        # forwards reads no complaints
        for assignment in self.sudo():
            shown = shown_pictures.find(assignment.description or "")
            if not shown:
                continue
            source = assignment.parent_id or assignment.complaint_id
            copies = {}
            if assignment.department_id and not assignment.complaint_id.is_confidential:
                pictures = self.env["ir.attachment"].sudo().browse(shown).exists()
                copies = assignment._share_copies(
                    pictures.filtered(
                        lambda file, source=source: (
                            file.res_model == source._name and file.res_id == source.id
                        )
                    )
                )
            assignment.description = shown_pictures.replace(
                assignment.description, copies
            )

    def _get_shared_copies(self):
        """The copies that were made for the assignments, and no other file."""
        return self.shared_attachment_ids.filtered(
            lambda copy: copy.res_model == self._name and copy.res_id in self.ids
        )

    def _hand_messages_to_desk(self):
        """Messages of the department that name the customer, or that he wrote, go on in
        the history of his case."""
        self.ensure_one()
        complaint = self.complaint_id
        known = {
            (person[name] or "").strip().lower()
            for person in (complaint, *complaint.complainant_ids)
            for name in ("customer_name", "phone", "email_from", "email_normalized")
        }
        words = {word for word in known if len(word) > 1}
        partners = complaint.partner_id | complaint.complainant_ids.partner_id
        spoken = {
            contact.content.strip()
            for contact in complaint.contact_ids
            if contact.assignment_id == self
        }

        def concerns_customer(message):
            text = html2plaintext(message.body or "")
            seen = f"{message.subject or ''} {text} {message.email_from or ''}".lower()
            return (
                message.author_id in partners
                or message.partner_ids & partners
                or any(word in seen for word in words)
                or any(content and content in text for content in spoken)
            )

        messages = self.message_ids.filtered(concerns_customer)
        messages.write({"model": complaint._name, "res_id": complaint.id})
        files = messages.attachment_ids.filtered(
            lambda file: file.res_model == self._name and file.res_id == self.id
        )
        files.write({"res_model": complaint._name, "res_id": complaint.id})

    def _clear_customer_copies(self):
        """Take back what was copied of the customer, with the files and messages that
        may show him, and withdraw notifications not read yet."""
        self.write(
            {**dict.fromkeys(CUSTOMER_FIELDS, False), "is_customer_shared": False}
        )
        self._get_shared_copies().unlink()
        for assignment in self:
            if shown_pictures.find(assignment.description or ""):
                assignment.description = shown_pictures.replace(
                    assignment.description, {}
                )
            assignment._hand_messages_to_desk()
        self.env["mail.notification"].search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
            ]
        ).unlink()
        self.env["mail.mail"].search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("outgoing", "exception")),
            ]
        ).unlink()
