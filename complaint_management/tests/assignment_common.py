from .common import ComplaintCommon


class AssignmentCommon(ComplaintCommon):
    """Helpers to walk an assignment through its course."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_logistics = cls._new_user("logistics", "respondent")
        cls.department_logistics = cls.env["hr.department"].create(
            {"name": "Logistics", "complaint_contact_ids": cls.user_logistics.ids}
        )

    @classmethod
    def _reply(cls, assignment, user=None, text="<p>The box was too thin.</p>"):
        """Sign where needed, write the reply and give it."""
        respondent = assignment.with_user(user or cls.user_respondent)
        if assignment.state == "sent":
            respondent.action_sign()
        respondent.reply = text
        respondent.action_reply()

    @classmethod
    def _return(cls, assignment, user, reason="The cause is missing"):
        wizard = cls.env["complaint.assignment.return"].with_user(user)
        wizard.create(
            {"assignment_ids": assignment.ids, "reason": reason}
        ).action_return()

    @classmethod
    def _forward(cls, assignment, user, departments=None, **values):
        wizard = cls.env["complaint.assignment.forward"].with_user(user)
        if departments is not None:
            values["department_ids"] = departments.ids
        wizard.create({"assignment_ids": assignment.ids, **values}).action_forward()
        return assignment.child_ids

    @classmethod
    def _approve_by(cls, action, kind, **values):
        """A rule that the act needs approval."""
        return cls.env["complaint.approval.rule"].create(
            {"action": action, "approver_kind": kind, **values}
        )

    def _codes(self, assignment):
        return assignment.milestone_ids.sorted("id").mapped("code")
