from odoo import Command, fields, models

from ..models.complaint_data import OUTCOMES, VALIDITIES


class ComplaintComplaintClose(models.TransientModel):
    """Asks how the complaints ended, then closes them, or shows what is missing."""

    _name = "complaint.complaint.close"
    _description = "Close Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    outcome = fields.Selection(
        OUTCOMES,
        required=True,
        default=lambda self: self._get_default_outcome(),
    )
    referred_to = fields.Char()
    outcome_note = fields.Text("Result")
    validity = fields.Selection(VALIDITIES, help="Leave empty to keep what is set.")
    gap_ids = fields.One2many(
        "complaint.complaint.close.gap", "wizard_id", "Still Missing", readonly=True
    )

    def _get_default_outcome(self):
        """What is known already, such as that a ruling was told (P06)."""
        complaints = self.env["complaint.complaint"]
        chosen = complaints.browse(self.env.context.get("active_ids", []))
        known = set(chosen.mapped("outcome"))
        return known.pop() if len(known) == 1 and all(known) else "solved"

    def action_close(self):
        """Close with the outcome. What is complete but for the leader's approval asks
        for it. When something is missing nothing is written, and all that is missing of
        all cases is shown with the place where it can be mended.
        """
        complaints = self.complaint_ids
        self.gap_ids = [
            Command.clear(),
            *(Command.create(values) for values in self._find_gaps()),
        ]
        if self.gap_ids:
            return self._show()
        complaints.write(self._prepare_outcome_values())
        waiting = complaints.filtered(lambda case: case._get_approval_gaps())
        waiting._ask_to_close()
        (complaints - waiting).write({"phase": "closed"})
        return True

    def _prepare_outcome_values(self):
        """What is written; empty fields of the dialog keep what is set."""
        values = {
            "outcome": self.outcome,
            "outcome_note": self.outcome_note,
            "validity": self.validity,
            "referred_to": self.outcome == "referred" and self.referred_to,
        }
        return {name: value for name, value in values.items() if value}

    def _find_gaps(self):
        """What would be missing if the outcome were written: it is, and taken back."""
        with self.env.cr.savepoint() as savepoint:
            self.complaint_ids.write(self._prepare_outcome_values())
            gaps = [
                {"complaint_id": complaint.id, "name": text, "act": act}
                for complaint in self.complaint_ids
                for text, act in self._get_gaps(complaint).items()
            ]
            savepoint.rollback()
        return gaps

    def _get_gaps(self, complaint):
        """Each missing thing of the complaint once, and where it is mended."""
        register = []
        if not complaint._is_closed_with_another():
            register = complaint._get_unclassified_reasons()
            register += complaint._get_unfinished_reasons()
        return {
            **dict.fromkeys(register, "action_open_form"),
            **{gap.text: gap.act for gap in complaint._get_closing_gaps()},
        }

    def _show(self):
        """The form again, with what is missing."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Complaint"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
