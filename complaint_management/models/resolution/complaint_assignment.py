from odoo import fields, models


class ComplaintAssignment(models.Model):
    _inherit = "complaint.assignment"

    contact_ids = fields.One2many(
        "complaint.contact", "assignment_id", "Contacts with the Customer", copy=False
    )

    def _do_contact(self, way, text, subject=False, is_informed=False):
        """Write to the customer, or log a call or visit, where the procedure lets
        departments do so (P13, P20, P23, P24).

        :param str way: a code of ``complaint_data.CONTACT_WAYS``
        :param bool is_informed: the customer knows the result now
        """
        # sudo: departments log contacts in no other way
        self.env["complaint.contact"].sudo().create(
            [
                {
                    "complaint_id": assignment.sudo().complaint_id.id,
                    "assignment_id": assignment.id,
                    "channel": way,
                    "purpose": "result" if is_informed else "progress",
                    "content": text,
                    # a mail counts when it has been handed over
                    "state": "sending" if way == "mail" else "draft",
                }
                for assignment in self
            ]
        )
        if way == "mail":
            self._do_write_to_customer(subject, text)
