"""Closed lists of penalties and accountability, each defined once."""

PENALTY_MODES = [
    ("forbidden", "Forbidden"),
    ("opinion", "By Opinion"),
    ("tariff", "By Tariff"),
]

PENALTY_APPROVALS = [
    ("each", "Each Penalty, by the Approval Rules"),
    ("together", "Many at Once, by One Signature of an Executive"),
    ("executor", "The Executing Department"),
]

PENALTY_STATES = [
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("notified", "Notified"),
    ("appealed", "Appealed"),
    ("executed", "Executed"),
    ("waived", "Waived"),
    ("cancelled", "Cancelled"),
]

# decided, but neither executed nor dropped
STANDING_PENALTY_STATES = ("approved", "notified", "appealed")

PENALTY_KINDS = [
    ("amount", "Amount"),
    ("points", "Points"),
    ("criticism", "Circulated Criticism"),
]

PENALTY_TARGETS = [
    ("department", "Department"),
    ("person", "Person"),
]

TARIFF_OCCASIONS = [
    ("late", "Time Limit Missed"),
    ("repeated", "Repeatedly Late"),
    ("serious", "Serious Upheld Complaint"),
]

PENALTY_OCCASIONS = [
    *TARIFF_OCCASIONS,
    ("rise", "Not Closed: Risen to a New Level"),
    ("month", "Another Month Not Closed"),
    ("opinion", "Opinion"),
]

PENALTY_NOTICES = [
    ("notice", "Penalty Notice"),
    ("fine", "Fine Notice"),
]

MONTH_FACTORS = [
    ("none", "No Fine"),
    ("fixed", "Fixed Factor"),
    ("months", "Factor × Number of Months"),
]

# how long the number of late answers is counted
PENALTY_PERIODS = [
    ("month", "Calendar Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
]

APPEAL_DECISIONS = [
    ("rejected", "The Penalty Stands"),
    ("reduced", "The Penalty Is Reduced"),
    ("accepted", "The Penalty Is Waived"),
]
