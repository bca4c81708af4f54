from odoo import api, fields, models
from odoo.exceptions import UserError

from ..complaint_data import OPEN_PHASES, OUTCOMES, PHASES


class ComplaintPhaseMixin(models.AbstractModel):
    """The course of a case through its phases, and what must be true for each step.

    Kanban drag, buttons, import and API all meet the same guard: entering a phase
    raises with everything that is missing, at once.
    """

    _name = "complaint.phase.mixin"
    _inherit = ["mail.tracking.duration.mixin"]
    _description = "Phases of a Complaint"
    _track_duration_field = "stage_id"

    stage_id = fields.Many2one(
        "complaint.stage",
        default=lambda self: self._default_stage_id(),
        required=True,
        tracking=True,
        copy=False,
        group_expand="_read_group_expand_full",
        ondelete="restrict",
    )
    phase = fields.Selection(
        PHASES, required=True, readonly=True, copy=False, default="new"
    )
    round = fields.Integer(readonly=True, copy=False, default=1)
    outcome = fields.Selection(OUTCOMES, copy=False, tracking=True)
    outcome_note = fields.Text("Result", copy=False)
    date_closed = fields.Datetime("Closed on", copy=False, index="btree_not_null")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")

    def _default_stage_id(self):
        return self.env["complaint.stage"]._get_first_by_phase().get("new")

    @api.depends("phase")
    def _compute_is_open(self):
        for case in self:
            case.is_open = case.phase in OPEN_PHASES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("phase", "in", OPEN_PHASES)]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_reopen(self):
        """Start the next round of closed cases; earlier rounds stay as history."""
        self.filtered(lambda case: case.phase == "closed")._start_round()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _complete_phase_values(self, vals):
        """Stage and phase always belong together, whichever of them is written."""
        stages = self.env["complaint.stage"]
        if vals.get("stage_id"):
            return {**vals, "phase": stages.browse(vals["stage_id"]).phase}
        if vals.get("phase"):
            first = stages._get_first_by_phase().get(vals["phase"])
            if not first:
                raise UserError(
                    self.env._(
                        "No stage stands for the phase “%(phase)s”: add one in the"
                        " configuration.",
                        phase=dict(PHASES)[vals["phase"]],
                    )
                )
            return {**vals, "stage_id": first.id}
        return vals

    def _check_can_enter_phase(self):
        """Raise with all that is missing for the phase in which the records are.

        :raise UserError: a list of reasons, for each record
        """
        problems = [
            f"{case.display_name}: {reason}"
            for case in self
            for reason in case._get_cannot_enter_phase_reasons()
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _get_cannot_enter_phase_reasons(self):
        """Everything that is missing for the present phase, translated; else empty."""
        self.ensure_one()
        return []

    def _do_enter_phase(self):
        """Keep what the change of phase means in time."""
        closed = self.filtered(lambda case: case.phase == "closed")
        # sudo: the end follows from the phase, nobody writes it
        closed.sudo().write({"date_closed": self.env.cr.now()})
        closed._record_milestone("closed")
        reopened = (self - closed).filtered("date_closed")
        reopened.sudo().write({"date_closed": False})

    def _start_round(self):
        """Start the next round, of closed and of open cases."""
        for case in self:
            # sudo: rounds follow from what is done, nobody counts them
            case.sudo().round += 1
            case.write(case._prepare_reopen_values())
        self._record_milestone("round_started")

    def _prepare_reopen_values(self):
        self.ensure_one()
        return {
            "phase": "investigation",
            "outcome": False,
            "outcome_note": False,
        }
