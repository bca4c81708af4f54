from odoo import SUPERUSER_ID, api, fields, models

from ...tools.sparse_fields import SparseMany2many

# what decides which time limits apply
DECISIVE = ("procedure_id", "level_id", "kind", "validity", "parent_id")
# and what else moves the clock: the receipt, another contact of the customer
CLASSIFICATION = (*DECISIVE, "date_received", "contact_count")
# what changes it
CAUSES = {
    *CLASSIFICATION,
    "team_id",
    "category_id",
    "channel_id",
    "cause_id",
    "complainant_type",
    "criterion_ids",
}


class ComplaintLevelMixin(models.AbstractModel):
    """Procedure and level of a complaint over its life: proposed by criteria, corrected
    by people, raised by escalation. A correction counts running deadlines anew from
    their start; a rise starts the limits of the new level."""

    _name = "complaint.level.mixin"
    _description = "Level of a Complaint"

    criterion_ids = SparseMany2many(
        "complaint.level.criterion",
        string="Criteria Met",
        bypass_search_access=True,
        domain="[('procedure_id', '=', procedure_id)]",
        help="Ticked at the classification; the highest level ticked is proposed.",
    )
    deadline_ids = fields.One2many("complaint.deadline", "complaint_id", "Deadlines")
    pause_ids = fields.One2many("complaint.pause", "complaint_id", "Pauses")
    escalation_ids = fields.One2many(
        "complaint.escalation", "complaint_id", "Escalations"
    )
    is_supervised = fields.Boolean(
        "Supervised Follow-up",
        tracking=True,
        copy=False,
        help="On the supervisor's desk (督办).",
    )
    late_count = fields.Integer("Times Late", readonly=True, copy=False)

    @api.depends("team_id", "kind", "category_id")
    def _compute_procedure_id(self):
        """The procedure of the team, unless one is reserved for kind or category."""
        super()._compute_procedure_id()
        choices = self.env["complaint.procedure.choice"]._get_all()
        for complaint in self:
            choice = choices._find_for(complaint)
            if choice:
                complaint.procedure_id = choice.procedure_id

    @api.depends("criterion_ids")
    def _compute_level_id(self):
        """The highest level whose criteria are ticked wins over other proposals."""
        super()._compute_level_id()
        for complaint in self:
            ticked = complaint.criterion_ids.level_id.filtered(
                lambda level, procedure=complaint.procedure_id: (
                    level.procedure_id == procedure
                )
            )
            highest = ticked.sorted(lambda level: (level.severity, level.sequence))
            if highest:
                complaint.level_id = highest[-1]

    def write(self, vals):
        if not CAUSES & vals.keys():
            return super().write(vals)
        before = self._get_classifications()
        result = super().write(vals)
        after = self._get_classifications()
        late = self.filtered(
            lambda c: after[c.id]["date_received"] != before[c.id]["date_received"]
        )
        late._correct_receipt(before)
        corrected = self.filtered(
            lambda c: any(after[c.id][name] != before[c.id][name] for name in DECISIVE)
        )
        if corrected:
            corrected._correct_deadlines(before)
        again = self.filtered(
            lambda c: after[c.id]["contact_count"] > before[c.id]["contact_count"]
        )
        again._as_superuser()._have_been_contacted()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_classifications(self):
        """What decides on limits, as dictionaries by id of the complaint."""
        # sudo: whoever saves may just have barred himself
        return {
            complaint.id: {name: complaint[name] for name in CLASSIFICATION}
            for complaint in self.sudo()
        }

    def _as_superuser(self):
        """Time limits run whoever acts."""
        return self.with_user(SUPERUSER_ID).filtered(lambda c: not c.is_historic)

    def _correct_deadlines(self, before):
        """The classification was corrected: deadlines obey what applies now.

        :param before: see :meth:`_get_classifications`
        """
        live = self._as_superuser()
        live.env["complaint.deadline"]._correct(live.filtered("is_open"), before)
        live._fire("_fire_levels")

    def _correct_receipt(self, before):
        """The time of receipt was corrected: what began with it counts anew."""
        for complaint in self._as_superuser():
            old_date = before[complaint.id]["date_received"]
            complaint.env["complaint.deadline"]._correct_receipt(complaint, old_date)

    def _have_been_contacted(self):
        """The customers have contacted us again: we wait for them no longer."""
        waiting = self.pause_ids.filtered(lambda pause: pause.kind == "waiting")
        waiting._resume()
        self._fire("_fire_contacts")

    def _fire(self, event):
        if self:
            getattr(self.env["complaint.escalation"], event)(self)

    def _raise_level(self, date=None, level=None):
        """Raise the level (升级): to the next one, or to the given one. What ran for
        the old level is replaced by the limits of the new one, beginning at ``date``.

        :return: the new level, empty when there is no higher one
        """
        self.ensure_one()
        old_level = self.level_id
        new_level = level or old_level.next_level_id
        if not new_level or new_level == old_level:
            return new_level.browse()
        # not the write of this class: a rise is not a correction
        # pylint: disable=super-method-mismatch
        super().write({"level_id": new_level.id})
        complaint = self._as_superuser()
        deadlines = complaint.env["complaint.deadline"]
        deadlines._rise(complaint, old_level, date or self.env.cr.now())
        complaint._fire("_fire_levels")
        return new_level

    def _adopt_parts(self, merged):
        """The case goes on for the merged ones: the earliest deadlines are kept."""
        deadlines = self.with_user(SUPERUSER_ID).env["complaint.deadline"]
        brought = deadlines._search_open(merged).filtered("assignment_id")
        brought._prepare_to_join()
        super()._adopt_parts(merged)
        deadlines._merge(self._as_superuser(), merged.with_user(SUPERUSER_ID), brought)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_resume(self):
        """End the pauses: the deadlines go on, later by what the pauses lasted."""
        self.check_access("write")
        self.pause_ids.filtered(lambda pause: not pause.date_end)._resume()
