from .assignment_common import AssignmentCommon
from .engine_common import EngineCommon

CALLBACK_TERMS = {"duration": 24, "unit": "hours", "is_callback": True}


class SatisfactionCommon(EngineCommon, AssignmentCommon):
    """A procedure that follows customers up within 24 hours after the case has been
    carried out, by the follow-up staff of the team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_caller = cls._new_user("caller", "agent")
        cls.team.member_ids = [
            (0, 0, {"user_id": cls.user_caller.id, "is_callback": True})
        ]
        cls.rules = cls.new_procedure()
        cls.limit = cls.new_callback_limit(cls.rules)
        cls.grade = {
            grade.grade: grade
            for grade in cls.env["complaint.satisfaction.grade"]._get_for(cls.rules)
        }

    @classmethod
    def new_callback_limit(cls, procedure, start="executed", **values):
        return cls.new_limit(
            procedure, start, ["called_back"], **{**CALLBACK_TERMS, **values}
        )

    @classmethod
    def new_case(cls, **values):
        """A case of the desk with a customer, in work."""
        values = {"partner_id": cls.partner.id, "user_id": cls.user_agent.id, **values}
        return cls._create_complaint(**values)

    def carry_out(self, complaint, code="executed"):
        """The case has come to the point where the customer is followed up.

        :return: the follow-up planned, as seen by its caller
        """
        complaint._record_milestone(code)
        callback = complaint.callback_ids.filtered(lambda c: c.state == "planned")
        return callback.with_user(callback.user_id)

    def answer(self, callback, grade, **values):
        """The customer answers with the grade."""
        callback.write({"grade_id": self.grade[grade].id, **values})
        callback.action_finish()

    def codes(self, complaint):
        return complaint.milestone_ids.sorted("id").mapped("code")
