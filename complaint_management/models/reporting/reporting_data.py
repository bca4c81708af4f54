"""Closed lists of ledger and statistics, each defined once."""

STATISTICS_KINDS = [
    ("cases", "Case Statistics"),
    ("weekly", "Weekly Statistics"),
    ("problems", "Most Frequent Problems"),
    ("satisfaction", "Satisfaction Summary"),
    ("standards", "Work Standards"),
    ("checks", "Spot Checks"),
    ("departments", "Department Score Sheet"),
    ("rate", "Complaint Rate"),
]

DIMENSIONS = [
    ("category_id", "Category"),
    ("department_id", "Handling Department"),
    ("subject_department_id", "Department Complained About"),
    ("team_id", "Team"),
    ("level_id", "Level"),
    ("channel_id", "Channel"),
]

# P17: what the work of the desk is measured by
WORK_STANDARDS = [
    ("courtesy", "Courtesy"),
    ("accepted", "Every Complaint Taken On"),
    ("entered", "Entered in Time"),
    ("handled", "Handled in Time"),
    ("followed", "Followed in Time"),
    ("called_back", "Followed Up in Time"),
    ("closing", "No Irregular Closing"),
    ("records", "Complete Records"),
    ("clarity", "Clear Records"),
]

# P20: what costs a department points, and how many each time, unless the company says
# otherwise
SCORE_WEIGHTS = {
    "late": 2,
    "unreported": 5,
    "at_fault": 5,
    "dissatisfied": 3,
    "penalized": 5,
}
FULL_SCORE = 100

STANDARD_SEVERITIES = [
    ("serious", "Serious"),
    ("general", "General"),
    ("minor", "Minor"),
]

DENOMINATOR_KINDS = [
    ("sold", "Quantity Sold"),
    ("customers", "Customers"),
    ("vehicles", "Vehicles"),
    ("households", "Households"),
]

# what is sold adds up over a period, what exists is averaged
FLOWING_DENOMINATORS = ("sold",)

RATE_UNITS = [
    ("100", "per 100"),
    ("1000", "per 1,000"),
    ("10000", "per 10,000"),
    ("1000000", "per Million"),
]
