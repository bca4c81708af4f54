from .common import ComplaintCommon


class ResolutionCommon(ComplaintCommon):
    """Helpers to walk a solution and its remedies through their course."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.remedy_types = {
            kind.code: kind for kind in cls.env["complaint.remedy.type"].search([])
        }

    @classmethod
    def _propose(cls, complaint, user=None, **values):
        """A draft of the agent, or of ``user``."""
        solutions = cls.env["complaint.solution"].with_user(user or cls.user_agent)
        return solutions.create(
            {
                "complaint_id": complaint.id,
                "description": "<p>We exchange the parcel.</p>",
                **values,
            }
        )

    @classmethod
    def _plan(cls, complaint, code, user=None, **values):
        """A planned remedy of the agent, or of ``user``."""
        remedies = cls.env["complaint.remedy"].with_user(user or cls.user_agent)
        return remedies.create(
            {
                "complaint_id": complaint.id,
                "type_id": cls.remedy_types[code].id,
                **values,
            }
        )

    @classmethod
    def _write(cls, complaint, kind, user=None, **values):
        """A drafted letter of the agent, or of ``user``."""
        letters = cls.env["complaint.letter"].with_user(user or cls.user_agent)
        return letters.create({"complaint_id": complaint.id, "kind": kind, **values})

    @classmethod
    def _tell(cls, solution, way="phone", **values):
        cls.env["complaint.solution.offer"].with_user(solution.env.user).create(
            {"solution_id": solution.id, "way": way, **values}
        ).action_offer()

    @classmethod
    def _decline(cls, solution, wish="My money back"):
        cls.env["complaint.solution.decline"].with_user(solution.env.user).create(
            {"solution_id": solution.id, "customer_wish": wish}
        ).action_decline()

    @classmethod
    def _give(cls, remedies, **values):
        cls.env["complaint.remedy.give"].with_user(remedies.env.user).create(
            {
                "remedy_ids": remedies.ids,
                "handed_to": "Wang Fang",
                "receipt_number": "R-1",
                **values,
            }
        ).action_give()

    @classmethod
    def _approve_by(cls, action, kind, **values):
        """A rule that the act needs approval."""
        return cls.env["complaint.approval.rule"].create(
            {"action": action, "approver_kind": kind, **values}
        )

    @classmethod
    def _refuse(cls, approvals, user, reason):
        cls.env["complaint.approval.refuse"].with_user(user).create(
            {"approval_ids": approvals.ids, "reason": reason}
        ).action_refuse()

    def _codes(self, complaint):
        return complaint.milestone_ids.sorted("id").mapped("code")
