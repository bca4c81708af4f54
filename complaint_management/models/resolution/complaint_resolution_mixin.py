from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.rich_text_field import RichText
from ..complaint_data import PHASES, SEVERITIES, VERDICTS
from .resolution_data import HARMS

PHASE_ORDER = [phase for phase, _label in PHASES]


class ComplaintResolutionMixin(models.AbstractModel):
    """Finding, solution and remedies of a complaint."""

    _name = "complaint.resolution.mixin"
    _description = "Resolution of a Complaint"

    # verdict, where no items have their own
    verdict = fields.Selection(VERDICTS, copy=False, tracking=True)
    finding = fields.Text(copy=False)
    fault_department_id = fields.Many2one(
        "hr.department",
        "Department at Fault",
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Kept apart from the handling department and from the one complained about.",
    )
    fault_user_id = fields.Many2one(
        "res.users",
        "Person at Fault",
        copy=False,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    fault_name = fields.Char(
        "Person at Fault by Name", copy=False, help="Somebody without a user."
    )
    harm = fields.Selection(
        HARMS, required=True, default="none", help="Harm done to the customer."
    )

    # investigation
    investigation_note = RichText("Facts", copy=False)
    impact_scope = fields.Text(
        "Scope of Impact", copy=False, help="Who and what else is concerned."
    )
    impact_severity = fields.Selection(SEVERITIES, copy=False)
    option_note = fields.Text("Possible Solutions", copy=False)

    solution_ids = fields.One2many(
        "complaint.solution", "complaint_id", "Solutions", copy=False
    )
    evidence_ids = fields.One2many("complaint.evidence", "complaint_id", copy=False)
    remedy_ids = fields.One2many(
        "complaint.remedy", "complaint_id", "Remedies", copy=False
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_investigated(self):
        """The investigation has ended with a verdict.

        :raise UserError: what is missing in the verdicts
        """
        self.check_access("write")
        problems = [
            f"{case.display_name}: {reason}"
            for case in self
            for reason in case._get_missing_verdict_reasons()
        ]
        if problems:
            raise UserError("\n".join(problems))
        self._record_milestone("investigated")
        self._advance_phase("solution")

    def action_propose_remedies(self):
        """Plan what the remedy standard provides (P21)."""
        self.ensure_one()
        self.check_access("write")
        self._propose_remedies()
        return self.action_open_remedies()

    def action_open_solutions(self):
        """Open the solutions of the complaint."""
        return self._get_parts_action("complaint_management.complaint_solution_action")

    def action_open_remedies(self):
        """Open the remedies of the complaint."""
        return self._get_parts_action("complaint_management.complaint_remedy_action")

    def _get_parts_action(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_current_solution(self):
        """The solution that is open, else the last that was carried out."""
        self.ensure_one()
        kept = self.solution_ids.filtered(
            lambda solution: solution.is_open or solution.state == "executed"
        )
        return kept.sorted("version")[-1:]

    def _get_missing_verdict_reasons(self):
        """What is missing in the verdicts: of each item, or of the complaint when it
        has none."""
        self.ensure_one()
        if not self.item_ids:
            return [] if self.verdict else [self.env._("give a verdict")]
        return [
            self.env._("give a verdict on “%(item)s”", item=item.name)
            for item in self.item_ids
            if not item.verdict
        ]

    def _propose_remedies(self, solution=None):
        """Plan the remedies of the standard that are not there yet.

        :param solution: the draft to which they belong
        :return: the new remedies
        :raise UserError: the procedure has no standard for such a case
        """
        self.ensure_one()
        standards = self.env["complaint.remedy.standard"]._get_matching(self)
        if not standards:
            raise UserError(
                self.env._(
                    "The procedure has no remedy standard for this compensation class"
                    " and harm: choose them on the complaint, or plan remedies yourself."
                )
            )
        present = self.remedy_ids.filtered(lambda remedy: remedy.state != "refused")
        return self.env["complaint.remedy"].create(
            [
                {
                    "complaint_id": self.id,
                    "solution_id": solution and solution.id,
                    "standard_id": standard.id,
                    "type_id": standard.type_id.id,
                    "quantity": standard.quantity,
                    "multiple": standard.multiple,
                }
                for standard in standards - present.standard_id
            ]
        )

    def _advance_phase(self, phase):
        """Move the cases on to the phase, unless they are there or beyond."""
        position = PHASE_ORDER.index(phase)
        self.filtered(lambda case: PHASE_ORDER.index(case.phase) < position).write(
            {"phase": phase}
        )
