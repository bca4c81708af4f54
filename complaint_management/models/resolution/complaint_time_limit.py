from odoo import fields, models


class ComplaintTimeLimit(models.Model):
    """A limit may plan a follow-up: it is due when the limit ends, whatever moves it."""

    _name = "complaint.time.limit"
    _inherit = ["complaint.time.limit", "complaint.callback.terms.mixin"]

    is_callback = fields.Boolean(
        "Plan a Follow-up",
        help="When the limit begins, a follow-up of the customer is planned, due when"
        " the limit ends. Cases without a customer are left out.",
    )

    def _applies_to(self, complaint):
        """Nobody is followed up where there is no customer (P06)."""
        return super()._applies_to(complaint) and (
            not self.is_callback or complaint._has_customer()
        )
