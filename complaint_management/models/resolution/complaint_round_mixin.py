from odoo import SUPERUSER_ID, fields, models

OWNER_ACTIVITY_TYPE = "mail.mail_activity_data_todo"
RULING_ACTIVITY_TYPE = "complaint_management.mail_activity_type_ruling"


class ComplaintRoundMixin(models.AbstractModel):
    """What begins when a customer is dissatisfied and wants us to go on: the next round,
    a new complaint or a re-examination, as the procedure says; after enough of them the
    executive's ruling."""

    _name = "complaint.round.mixin"
    _inherit = ["complaint.merge.mixin"]
    _description = "Rounds of a Complaint"

    predecessor_id = fields.Many2one(
        "complaint.complaint",
        "Goes on from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The complaint with whose handling the customer was dissatisfied.",
    )
    successor_ids = fields.One2many(
        "complaint.complaint", "predecessor_id", "Goes on as"
    )
    review_ids = fields.One2many(
        "complaint.review", "complaint_id", "Reviews", copy=False
    )
    is_ruling_required = fields.Boolean(
        "Ruling Required",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The customer was dissatisfied so often that the executive's ruling has to"
        " end the case.",
    )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _follow_dissatisfaction(self, callback):
        """Begin what the procedure says. Works for the caller, who need not see the
        case.

        :param callback: the ``complaint.callback`` with the answer
        """
        self.ensure_one()
        procedure = self.procedure_id
        if procedure.ruling_after and self.dissatisfied_count >= procedure.ruling_after:
            self._require_ruling()
            return
        course = procedure.dissatisfied_course or "manual"
        getattr(self, f"_follow_by_{course}")(callback)

    def _follow_by_manual(self, callback):
        """The desk decides: the case owner is told."""
        self._call_owner(
            self.env._("The customer is dissatisfied"), callback.wish or callback.remark
        )

    def _follow_by_round(self, callback):
        """The next round begins at once (P06)."""
        self._start_round()
        self._call_owner(
            self.env._(
                "The customer is dissatisfied: round %(round)s", round=self.round
            ),
            callback.wish or callback.remark,
        )

    def _follow_by_complaint(self, callback):
        """A new complaint goes on; the old one ends as superseded (P17)."""
        successor = self.create(self._prepare_successor_values(callback))
        self.write({"outcome": "superseded", "phase": "closed"})
        successor._call_owner(
            self.env._(
                "The customer is dissatisfied with %(complaint)s",
                complaint=self.number,
            ),
            callback.wish or callback.remark,
        )

    def _follow_by_review(self, callback):
        """Somebody who did not handle the case examines it again (P15)."""
        said = filter(None, [callback.remark, callback.wish])
        self._request_review("re_examination", "\n".join(said))

    def _request_review(self, kind, reason=False):
        """Have each case reviewed by somebody who did not handle it.

        :param str kind: a code of ``resolution_data.REVIEW_KINDS``
        :param str reason: what the reviewer should know
        :return: the ``complaint.review`` records
        """
        return self.env["complaint.review"].create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "reason": reason,
                    "user_id": complaint._get_reviewers()[:1].id,
                }
                for complaint in self
            ]
        )

    def _get_handlers(self):
        """Who handled the case: its owners, and whoever answered for a department."""
        return self.user_id | self._get_former_owners() | self.assignment_ids.user_id

    def _get_former_owners(self):
        """Whoever handed the case on has handled it all the same."""
        field = self.env["ir.model.fields"]._get(self._name, "user_id")
        # sudo: what was tracked is for the framework to read
        changes = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("field_id", "=", field.id),
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "in", self.ids),
                ]
            )
        )
        former_ids = filter(None, changes.mapped("old_value_integer"))
        return self.env["res.users"].browse(former_ids).exists()

    def _get_reviewers(self):
        """Who may review the case: reviewers of the team, then supervisors."""
        members = self.team_id.member_ids.filtered("is_reviewer").user_id
        reviewers = self._filter_able(members)
        return (reviewers | self._get_supervisors()) - self._get_handlers()

    def _prepare_successor_values(self, callback):
        """The new complaint: the same customer and matter, with what he says now."""
        return {
            **self._prepare_contact_values(),
            "name": self.name,
            "description": self.description,
            "demand": callback.wish or self.demand,
            "expectation": callback.remark or self.expectation,
            "predecessor_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "procedure_id": self.procedure_id.id,
            "category_id": self.category_id.id,
            "level_id": self.level_id.id,
            "channel_id": self.channel_id.id,
            "kind": self.kind,
            "priority": self.priority,
            "user_id": self.user_id.id,
            "first_contact_id": self.first_contact_id.id,
            "subject_user_ids": self.subject_user_ids.ids,
            "subject_name": self.subject_name,
            "subject_department_id": self.subject_department_id.id,
            "incident_date": self.incident_date,
            "incident_place": self.incident_place,
            "is_confidential": self.is_confidential,
            "confidential_note": self.confidential_note,
        }

    def _start_round(self):
        """Nothing of the case itself is waited for in the earlier round any more; what
        departments owe still is."""
        super_env = self.with_user(SUPERUSER_ID)  # time limits run whoever acts
        deadlines = super_env.env["complaint.deadline"]._search_open(super_env)
        deadlines.filtered(lambda deadline: not deadline.assignment_id)._finish(
            "cancelled", self.env.cr.now()
        )
        return super()._start_round()

    def _prepare_reopen_values(self):
        """What was never classified is so first: no answer of a customer gets lost for
        want of a category."""
        values = super()._prepare_reopen_values()
        return values if self.category_id else {**values, "phase": "classification"}

    def _require_ruling(self):
        """Call the executives: they end the case instead of another round."""
        # sudo: called for by the customer's answers, whoever notes them
        self.sudo().is_ruling_required = True
        for executive in self._get_executives():
            self.activity_schedule(
                RULING_ACTIVITY_TYPE,
                summary=self.number,
                user_id=executive.id,
            )

    def _do_enter_phase(self):
        super()._do_enter_phase()
        ended = self.filtered(lambda c: c.phase == "closed" and c.is_ruling_required)
        # sudo: the activities of the executives
        ended.sudo().activity_unlink([RULING_ACTIVITY_TYPE])

    def _is_closed_with_another(self):
        # sudo: the successor may belong to another desk
        return super()._is_closed_with_another() or (
            self.outcome == "superseded" and bool(self.sudo().successor_ids)
        )

    def _get_survivor(self):
        """What is written about a superseded complaint belongs to its successor."""
        survivor = super()._get_survivor()
        # sudo: the successor may belong to another desk
        successor = survivor.sudo().successor_ids.sorted("id")[-1:].sudo(self.env.su)
        if survivor.outcome == "superseded" and successor:
            return successor._get_survivor()
        return survivor

    def _call_owner(self, summary, note):
        """An activity for the case owner, else for a supervisor."""
        owner = self._get_responsible_user()
        if owner:
            self.activity_schedule(
                OWNER_ACTIVITY_TYPE,
                summary=summary,
                note=note,
                user_id=owner.id,
            )
