from odoo import models


class ComplaintComplaint(models.Model):
    _name = "complaint.complaint"
    _inherit = [
        "complaint.response.mixin",
        "complaint.retention.mixin",
        "complaint.complaint",
    ]

    def _get_cannot_share_reasons(self):
        """What keeps a case out of the library: it is told when it is over, and never
        when it is confidential."""
        reasons = []
        if self.phase != "closed":
            reasons.append(self.env._("it is still open"))
        if self.is_confidential:
            reasons.append(self.env._("it is confidential"))
        return reasons

    def action_share(self):
        """Propose the cases as examples without names, for others to learn from (P13).

        :raise UserError: a case is open or confidential
        :return: the action that opens the examples
        """
        self._check_can("share")
        self.env["complaint.example"].check_access("create")
        # sudo: only this act names the case of an example
        library = self.env["complaint.example"].sudo()
        known = library.with_context(active_test=False).search(
            [("complaint_id", "in", self.ids)]
        )
        examples = known | library.create(
            [library._prepare_from(case) for case in self - known.complaint_id]
        )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "complaint_management.complaint_example_action"
            ),
            "domain": [("id", "in", examples.ids)],
            **(
                {"views": [(False, "form")], "res_id": examples.id}
                if len(examples) == 1
                else {}
            ),
        }

    def _withdraw_copies(self):
        """What has become confidential leaves the library, too."""
        super()._withdraw_copies()
        # sudo: whoever protects a case need not be a supervisor
        self.env["complaint.example"].sudo().with_context(active_test=False).search(
            [("complaint_id", "in", self.ids)]
        ).unlink()
