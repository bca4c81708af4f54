"""What the dashboard counts: sections of cards, each card one domain on one model."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

COMPLAINT = "complaint.complaint"
ASSIGNMENT = "complaint.assignment"
APPROVAL = "complaint.approval"
STATEMENT = "complaint.statement"
CALLBACK = "complaint.callback"
PENALTY = "complaint.penalty"
REVIEW = "complaint.review"
INTAKE = "complaint.intake"

# midnight by the reader's clock
TODAY, TOMORROW = "now =0H", "now =0H +1d"

# what all cards of a model have in common, served by its partial index
BASES = {
    COMPLAINT: [("phase", "!=", "closed")],
    ASSIGNMENT: [
        ("state", "in", ("draft", "to_review", "sent", "signed", "replied", "returned"))
    ],
    APPROVAL: [("state", "=", "pending")],
    STATEMENT: [("state", "=", "asked")],
    CALLBACK: [("state", "=", "planned")],
    PENALTY: [("state", "in", ("proposed", "appealed"))],
    REVIEW: [("result", "=", False)],
    INTAKE: [("state", "in", ("held", "failed"))],
}

ACTIONS = {
    COMPLAINT: "complaint_management.complaint_complaint_action",
    ASSIGNMENT: "complaint_management.complaint_assignment_action",
    APPROVAL: "complaint_management.complaint_approval_action",
    STATEMENT: "complaint_management.complaint_statement_action",
    CALLBACK: "complaint_management.complaint_callback_action_all",
    PENALTY: "complaint_management.complaint_penalty_action",
    REVIEW: "complaint_management.complaint_review_action",
    INTAKE: "complaint_management.complaint_intake_action",
}


class Reader:
    """Who looks at the dashboard."""

    def __init__(self, env):
        self.env = env
        self.uid = env.uid
        self._acting_ids = {}

    def get_acting_ids(self, scope):
        """The user and the absent colleagues for whom he acts, looked up once.

        :param str scope: a code of ``complaint_data.DELEGATION_SCOPES``
        """
        if scope not in self._acting_ids:
            delegations = self.env["complaint.delegation"]
            absent = delegations._get_represented_users(self.env.user, scope)
            self._acting_ids[scope] = [self.uid, *absent.ids]
        return self._acting_ids[scope]


@dataclass(frozen=True)
class Card:
    """A number: how many records of ``model`` match the base and ``get_domain``."""

    name: str
    label: str
    model: str
    get_domain: Callable
    tone: str = "plain"  # plain, warning or danger, unless the number is zero
    # a costly condition, looked at last; cards that share it share its SQL
    get_detail: Callable | None = None

    def get_full_domain(self, reader):
        """All conditions together."""
        detail = self.get_detail(reader) if self.get_detail else []
        return self.get_domain(reader) + detail


@dataclass(frozen=True)
class Section:
    """Cards for the members of the groups."""

    name: str
    label: str
    groups: tuple
    cards: tuple
    is_optional: bool = False  # left out when nothing waits and there are others


def _constant(*conditions):
    return lambda _reader: list(conditions)


def _mine_to_decide(reader):
    return [("approver_ids", "in", reader.get_acting_ids("approval"))]


def _mine_to_answer(reader):
    """Assignments of the reader and of his departments."""
    return [
        "|",
        ("user_id", "in", reader.get_acting_ids("assignment")),
        ("department_id.complaint_respondent_ids", "in", [reader.uid]),
    ]


OVERDUE = ("date_next_due", "<", "now")
DUE_TODAY = (("date_next_due", ">=", "now"), ("date_next_due", "<", TOMORROW))

_AGENT = "complaint_management.group_complaint_agent"
_RESPONDENT = "complaint_management.group_complaint_respondent"
_READERS = (
    _AGENT,
    "complaint_management.group_complaint_executive",
    "complaint_management.group_complaint_auditor",
)

SECTIONS = (
    Section(
        "own",
        _lt("Waiting for Me"),
        ("base.group_user",),
        (
            Card("approve", _lt("To Approve"), APPROVAL, _mine_to_decide, "warning"),
            Card(
                "state",
                _lt("Statements to Give"),
                STATEMENT,
                lambda reader: [("user_id", "=", reader.uid)],
                "warning",
            ),
            Card(
                "review_cases",
                _lt("To Review"),
                REVIEW,
                lambda reader: [("user_id", "=", reader.uid)],
                "warning",
            ),
            Card(
                "call_back",
                _lt("To Follow Up"),
                CALLBACK,
                _constant(("is_mine", "=", True), ("date_due", "<", TOMORROW)),
                "warning",
            ),
            Card(
                "own_cases",
                _lt("My Cases"),
                COMPLAINT,
                lambda reader: [("user_id", "=", reader.uid)],
            ),
            Card(
                "own_overdue",
                _lt("My Cases Overdue"),
                COMPLAINT,
                lambda reader: [("user_id", "=", reader.uid), OVERDUE],
                "danger",
            ),
        ),
    ),
    Section(
        "department",
        _lt("My Department"),
        (_RESPONDENT,),
        (
            Card(
                "sign",
                _lt("To Sign For"),
                ASSIGNMENT,
                _constant(("state", "=", "sent")),
                "warning",
                _mine_to_answer,
            ),
            Card(
                "reply",
                _lt("To Reply"),
                ASSIGNMENT,
                _constant(("state", "=", "signed")),
                "warning",
                _mine_to_answer,
            ),
            Card(
                "reply_today",
                _lt("Due Today"),
                ASSIGNMENT,
                _constant(("state", "in", ("sent", "signed")), *DUE_TODAY),
                "warning",
                _mine_to_answer,
            ),
            Card(
                "reply_overdue",
                _lt("Overdue"),
                ASSIGNMENT,
                _constant(("state", "in", ("sent", "signed")), OVERDUE),
                "danger",
                _mine_to_answer,
            ),
        ),
        is_optional=True,
    ),
    Section(
        "desk",
        _lt("Desk"),
        (_AGENT,),
        (
            Card("held", _lt("Mail to Look At"), INTAKE, _constant(), "warning"),
            Card(
                "unassigned",
                _lt("Without Case Owner"),
                COMPLAINT,
                _constant(("user_id", "=", False)),
                "warning",
            ),
            Card(
                "classify",
                _lt("To Classify"),
                COMPLAINT,
                _constant(("phase", "in", ("new", "classification"))),
            ),
            Card(
                "dispatch",
                _lt("To Dispatch"),
                COMPLAINT,
                _constant(("phase", "=", "investigation")),
                get_detail=_constant(("assignment_ids", "=", False)),
            ),
            Card(
                "review",
                _lt("Assignments to Review"),
                ASSIGNMENT,
                _constant(("state", "in", ("draft", "to_review"))),
            ),
            Card(
                "returned",
                _lt("Returned as Not Theirs"),
                ASSIGNMENT,
                _constant(("state", "=", "returned")),
                "warning",
            ),
            Card(
                "accept",
                _lt("Replies to Check"),
                ASSIGNMENT,
                _constant(("state", "=", "replied")),
                "warning",
            ),
            Card(
                "close",
                _lt("To Close"),
                COMPLAINT,
                _constant(("phase", "=", "callback")),
                "warning",
                # nobody is left to be asked whether he is satisfied
                _constant(("callback_ids", "not any", [("state", "=", "planned")])),
            ),
            Card(
                "calls",
                _lt("Follow-ups Due"),
                CALLBACK,
                _constant(("date_due", "<", TOMORROW)),
                "warning",
            ),
        ),
    ),
    Section(
        "course",
        _lt("All Open Cases"),
        _READERS,
        (
            Card("open", _lt("Open"), COMPLAINT, _constant()),
            Card(
                "today", _lt("Due Today"), COMPLAINT, _constant(*DUE_TODAY), "warning"
            ),
            Card("overdue", _lt("Overdue"), COMPLAINT, _constant(OVERDUE), "danger"),
            Card(
                "urgent",
                _lt("Urgent"),
                COMPLAINT,
                _constant(("priority", "=", "3")),
                "danger",
            ),
            Card(
                "supervised",
                _lt("Supervised"),
                COMPLAINT,
                _constant(("is_supervised", "=", True)),
            ),
            Card(
                "external",
                _lt("From Outside Bodies"),
                COMPLAINT,
                _constant(("external_body_id", "!=", False)),
            ),
            Card(
                "callback",
                _lt("In Follow-up"),
                COMPLAINT,
                _constant(("phase", "=", "callback")),
            ),
        ),
    ),
    Section(
        "departments",
        _lt("Departments"),
        _READERS,
        (
            Card(
                "to_sign",
                _lt("Not Signed For"),
                ASSIGNMENT,
                _constant(("state", "=", "sent")),
            ),
            Card(
                "to_reply",
                _lt("Reply Awaited"),
                ASSIGNMENT,
                _constant(("state", "=", "signed")),
            ),
            Card(
                "late",
                _lt("Overdue"),
                ASSIGNMENT,
                _constant(("state", "in", ("sent", "signed")), OVERDUE),
                "danger",
            ),
            Card(
                "penalties",
                _lt("Penalties Proposed"),
                PENALTY,
                _constant(("state", "=", "proposed")),
            ),
            Card(
                "appeals",
                _lt("Penalties Appealed"),
                PENALTY,
                _constant(("state", "=", "appealed")),
                "warning",
            ),
        ),
    ),
)
