from .engine_common import EngineCommon


class PenaltyCommon(EngineCommon):
    """General affairs executes penalties; the desk belongs to operations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_executor = cls._new_user("executor", "respondent")
        cls.department_affairs = cls.env["hr.department"].create(
            {
                "name": "General Affairs",
                "complaint_contact_ids": cls.user_executor.ids,
            }
        )
        cls.violation = cls.env["complaint.penalty.violation"].create(
            {"name": "Appointment not kept"}
        )

    @classmethod
    def _set_mode(cls, procedure, mode, **values):
        procedure.write(
            {
                "penalty_mode": mode,
                "penalty_executor_id": cls.department_affairs.id,
                **values,
            }
        )

    @classmethod
    def _propose(cls, user, **values):
        """The penalty that the user proposes by hand, on quality by default."""
        wizard = cls.env["complaint.penalty.propose"].with_user(user)
        if not values.get("assignment_id"):
            values.setdefault("department_id", cls.department_quality.id)
        action = wizard.create(
            {
                "violation_id": cls.violation.id,
                "kind": "amount",
                "amount": 300,
                "reason": "The technician did not come, twice.",
                **values,
            }
        ).action_propose()
        return cls.env["complaint.penalty"].browse(action["res_id"])

    @classmethod
    def _run_wizard(cls, model, user, **values):
        wizard = cls.env[f"complaint.penalty.{model}"].with_user(user).create(values)
        names = {"execute": "action_execute", "waive": "action_waive"}
        getattr(wizard, names.get(model, f"action_{model}"))()

    def get_penalties(self, complaint=None):
        """(wall clock, occasion, level, whom, amount) of each penalty, in order."""
        domain = [("complaint_id", "=", complaint.id)] if complaint else []
        penalties = self.env["complaint.penalty"].search(domain)
        return [
            (
                self.wall(penalty.date_occurred),
                penalty.occasion,
                penalty.level_id.name,
                penalty._get_target_name(),
                penalty.amount,
            )
            for penalty in penalties.sorted(
                lambda p: (p.date_occurred, p.occasion, p.target_kind)
            )
        ]


class OpinionCommon(PenaltyCommon):
    """A case under a procedure in which the desk proposes penalties by opinion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "opinion", penalty_appeal_days=5)
        cls.complaint = cls._create_complaint()

    def propose(self, **values):
        return self._propose(self.user_agent, complaint_id=self.complaint.id, **values)
