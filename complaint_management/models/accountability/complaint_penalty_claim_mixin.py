from odoo import api, models
from odoo.fields import Domain

# a line that says more wins over a line that says less
CRITERIA = ("level_id", "limit_ids", "milestone_code")


class ComplaintPenaltyClaimMixin(models.AbstractModel):
    """From what happened to proposed penalties: by the tariff, each exactly once, and
    taken back when it is explained later. All methods expect to run as superuser."""

    _name = "complaint.penalty.claim.mixin"
    _description = "Claims of Complaint Penalties"

    # ------------------------------------------------------------
    # PROPOSING
    # ------------------------------------------------------------

    @api.model
    def _propose(self, escalations):
        """Propose what the tariff asks for by reason of the escalations.

        :return: the new penalties, and {complaint: why others were not proposed, as
            keys and values of ``escalation_outcomes``}
        """
        values_list = [
            values
            for claim in escalations.deadline_id._get_penalty_claims()
            for values in self._prepare_deadline_claim(claim)
        ]
        for escalation in escalations:
            if not escalation.deadline_id:
                values_list += self._prepare_serious(escalation)
            values_list += self._prepare_repeated(escalation)
        return self._propose_claims(values_list)

    @api.model
    def _propose_claims(self, values_list):
        """Create the penalties of the claims that are new and may be charged."""
        known = self.search(
            [("source_key", "in", [values["source_key"] for values in values_list])]
        )
        known._review()
        keys = set(known.mapped("source_key"))
        standing = self._get_doubted(values_list)
        spared, wanted = {}, []
        for values in values_list:
            if values["source_key"] in keys:
                continue
            keys.add(values["source_key"])
            complaint = self.env["complaint.complaint"].browse(values["complaint_id"])
            refusal = self._get_refusal(complaint, values) or self._get_doubt(
                standing, values
            )
            if refusal:
                spared.setdefault(complaint, []).append(refusal)
            else:
                wanted.append(values)
        return self.create(self._add_evidence(wanted)), spared

    @api.model
    def _add_evidence(self, values_list):
        """Penalties for the same deadlines have the same evidence."""
        known = {}
        for values in values_list:
            ids = (values.get("deadline_id"), *values.get("deadline_ids", ()))
            key = values["complaint_id"], *filter(None, ids)
            if key not in known:
                complaint_id, *deadline_ids = key
                known[key] = self._get_evidence(
                    self.env["complaint.complaint"].browse(complaint_id),
                    self.env["complaint.deadline"].browse(deadline_ids),
                )
            values["evidence"] = known[key]
        return values_list

    @api.model
    def _get_refusal(self, complaint, values):
        department = self.env["hr.department"].browse(values["department_id"])
        user = self.env["res.users"].browse(values["user_id"])
        is_person = values["target_kind"] == "person"
        if not department or (is_person and not (user or values.get("person_name"))):
            return "nobody_charged", {}
        if complaint.procedure_id._is_penalty_exempt(department, user):
            return "exempt", {"target": user if is_person else department}
        return None

    @api.model
    def _prepare_line_claim(self, tariff, key, department, user=None, **values):
        """Values of a penalty by a line of the tariff, on the department or the
        person."""
        is_person = tariff.target_kind == "person"
        user = user if is_person and user else self.env["res.users"]
        # sudo: the department of an employee is not for everybody to read
        own = user.sudo().employee_ids.department_id[:1]
        return {
            "tariff_id": tariff.id,
            "target_kind": tariff.target_kind,
            "department_id": (own or department).id,
            "user_id": user.id,
            "kind": tariff.kind,
            "unit_amount": tariff.amount,
            "unit_points": tariff.points,
            "source_key": f"{key}:{tariff.target_kind}:{tariff.kind}",
            **values,
        }

    # ------------------------------------------------------------
    # MISSED LIMITS
    # ------------------------------------------------------------

    @api.model
    def _prepare_deadline_claim(self, claim):
        """Values of the penalties of one claim, see ``_get_penalty_claims``."""
        deadline, occasion = claim["deadline"], claim["occasion"]
        lines = deadline.limit_id.procedure_id.tariff_ids._filter_for_deadline(
            deadline, claim["level"]
        )
        department, user = deadline._get_charged(
            claim["date"] if occasion == "month" else deadline.date_due
        )
        source = deadline.id
        if occasion == "rise":
            lines = lines.filtered("is_due_at_rise")
        elif occasion == "month":
            lines = lines.filtered(lambda line: line.month_factor_kind != "none")
            source = f"{(deadline.origin_id or deadline).id}:{claim['months']}"
        return [
            self._prepare_line_claim(
                line,
                f"{occasion}:{source}",
                department,
                user,
                complaint_id=deadline.complaint_id.id,
                occasion=occasion,
                deadline_id=deadline.id,
                level_id=claim["level"].id,
                months=claim["months"],
                factor=self._get_factor(line, claim),
                notice_kind="fine" if occasion == "month" else "notice",
                date_occurred=claim["date"],
                reason=self._get_claim_reason(claim),
            )
            for line in self._pick_most_specific(lines)
        ]

    @api.model
    def _get_factor(self, line, claim):
        is_month = claim["occasion"] == "month"
        return line._get_month_factor(claim["months"]) if is_month else 1

    @api.model
    def _pick_most_specific(self, lines):
        """One line for each target and kind of penalty."""
        picked = {}
        for line in lines.sorted(
            lambda line: sum(bool(line[name]) for name in CRITERIA)
        ):
            picked[line.target_kind, line.kind] = line
        return picked.values()

    @api.model
    def _get_claim_reason(self, claim):
        limit, level = claim["deadline"].limit_id.name, claim["level"].name
        if claim["occasion"] == "rise":
            return self.env._(
                "%(limit)s: not reached; the complaint rose to %(level)s.",
                limit=limit,
                level=level,
            )
        if claim["occasion"] == "month":
            return self.env._(
                "%(limit)s: not closed for %(months)s full months.",
                limit=limit,
                months=claim["months"],
            )
        return self.env._("%(limit)s: not reached in time.", limit=limit)

    # ------------------------------------------------------------
    # SERIOUS AND REPEATED
    # ------------------------------------------------------------

    @api.model
    def _prepare_serious(self, escalation):
        """A serious complaint was upheld (P20): whoever was at fault is charged."""
        complaint = escalation.complaint_id
        if complaint.validity != "valid":
            return []
        lines = complaint.procedure_id.tariff_ids.filtered(
            lambda line: (
                line.occasion == "serious"
                and line.level_id in (complaint.level_id, line.level_id.browse())
            )
        )
        return [
            self._prepare_line_claim(
                line,
                f"serious:{complaint.id}:{department.id}:{user.id or name}",
                department,
                user,
                complaint_id=complaint.id,
                person_name=name if line.target_kind == "person" else False,
                occasion="serious",
                level_id=complaint.level_id.id,
                date_occurred=escalation.date_planned,
                reason=self.env._("Serious complaint, upheld."),
            )
            for line in self._pick_most_specific(lines)
            for department, user, name in self._get_faults(complaint, line)
        ]

    @api.model
    def _get_faults(self, complaint, line):
        """Who was at fault, for a line: (department, user, name without a user)."""
        nobody = self.env["res.users"]
        items = complaint.item_ids.filtered(lambda i: i.verdict in ("upheld", "partly"))
        department = complaint.subject_department_id or complaint.department_id
        if line.target_kind == "department":
            departments = items.fault_department_id or department
            return [(each, nobody, False) for each in departments]
        named = [
            (item.fault_department_id or department, nobody, item.fault_name)
            for item in items
            if item.fault_name
        ]
        return named or [
            (department, user, False) for user in complaint.subject_user_ids
        ]

    @api.model
    def _prepare_repeated(self, escalation):
        """The same department or person again late, or not as prescribed (P20): once a
        period for each."""
        complaint = escalation.complaint_id
        deadline = escalation.deadline_id
        assignment = escalation.assignment_id or deadline.assignment_id
        lines = complaint.procedure_id.tariff_ids.filtered(
            lambda line: line.occasion == "repeated"
        )
        targets = {
            "department": deadline.department_id or assignment.department_id,
            "person": deadline.user_id or assignment.user_id,
        }
        values_list = []
        for line in self._pick_most_specific(lines):
            target = targets[line.target_kind]
            if not target:
                continue
            day = complaint._to_local_day(escalation.date_planned)
            start, end = line._get_period(day)
            late, times = self._count_late(complaint, line, target, start, end)
            if times < line.repeat_count:
                continue
            values_list.append(
                self._prepare_line_claim(
                    line,
                    f"repeated:{line.procedure_id.id}:{target.id}:{start:%Y%m%d}",
                    targets["department"],
                    targets["person"],
                    complaint_id=complaint.id,
                    occasion="repeated",
                    deadline_ids=late.ids,
                    times=times,
                    date_occurred=escalation.date_planned,
                    reason=self._get_repeated_reason(times, start, end),
                )
            )
        return values_list

    @api.model
    def _count_late(self, complaint, line, target, start, end):
        """Limits that the target missed between two days by the clock of the desk, and
        how often it was late or did not report as prescribed."""
        name = "user_id" if target._name == "res.users" else "department_id"
        begin, end = (complaint._from_local_day(day) for day in (start, end))
        within = Domain("date_due", ">=", begin) & Domain("date_due", "<", end)
        now = self.env.cr.now()
        late = self.env["complaint.deadline"].search(
            within
            & Domain(name, "=", target.id)
            & Domain("limit_id.procedure_id", "=", line.procedure_id.id)
            & Domain("is_from_rise", "=", False)
            & (
                Domain("is_late", "=", True)
                | Domain("state", "=", "running") & Domain("date_due", "<=", now)
            )
        )
        late = (line.limit_ids and late.filtered(line._has_limit)) or late
        unreported = self.env["complaint.assignment"].search_count(
            [
                ("date_unreported", ">=", begin),
                ("date_unreported", "<", end),
                (name, "=", target.id),
                ("complaint_id.procedure_id", "=", line.procedure_id.id),
            ]
        )
        return late, len(late) + unreported

    @api.model
    def _get_repeated_reason(self, times, start, end):
        return self.env._(
            "%(times)s times late or not as prescribed, %(start)s – %(end)s.",
            times=times,
            start=self._format_day(start),
            end=self._format_day(end),
        )

    # ------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------

    @api.model
    def _get_evidence(self, complaint, deadlines):
        """Deadlines, course and held-by ledger as they are now, as text."""
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_penalty_evidence",
            {
                "deadlines": deadlines.origin_id | deadlines,
                "milestones": complaint.milestone_ids.sorted("date"),
                "rows": complaint._get_holding_rows(),
                "format_moment": complaint._format_moment,
            },
        )
