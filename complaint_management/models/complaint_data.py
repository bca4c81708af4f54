"""Closed lists of the complaint vocabulary, each defined once for models, reports and code."""

from datetime import timedelta

# whose groups read cases, of the desks or of the companies they belong to
CASE_READERS = (
    "complaint_management.group_complaint_agent,"
    "complaint_management.group_complaint_executive,"
    "complaint_management.group_complaint_auditor"
)

KINDS = [
    ("complaint", "Complaint"),
    ("suggestion", "Suggestion"),
    ("help_request", "Help Request"),
    ("praise", "Praise"),
]

ORIGINS = [
    ("ordinary", "Ordinary"),
    ("staff_initiated", "Staff-initiated"),
    ("mass_incident", "Mass Incident"),
]

VALIDITIES = [
    ("to_assess", "To Assess"),
    ("valid", "Valid"),
    ("to_improve", "To Be Improved"),
    ("invalid", "Invalid"),
    ("malicious", "Malicious"),
]

PHASES = [
    ("new", "New"),
    ("classification", "Classification"),
    ("investigation", "Investigation"),
    ("solution", "Solution"),
    ("execution", "Execution"),
    ("callback", "Follow-up"),
    ("closed", "Closed"),
]

OUTCOMES = [
    ("solved", "Solved"),
    ("understood", "Understood by the Customer"),
    ("explained", "Explained"),
    ("referred", "Referred to the Competent Unit"),
    ("ruling", "Ended by a Ruling"),
    ("withdrawn", "Withdrawn"),
    ("merged", "Merged"),
    ("superseded", "Superseded by a New Complaint"),
    ("no_answer", "No Answer Needed"),
]

PRIORITIES = [
    ("0", "Low"),
    ("1", "Medium"),
    ("2", "High"),
    ("3", "Urgent"),
]

COMPLAINANT_TYPES = [
    ("consumer", "Consumer"),
    ("trade", "Trade"),
    ("authority", "Authority or Association"),
    ("employee", "Employee"),
    ("other", "Other"),
]

CARE_GRADES = [
    ("normal", "Normal"),
    ("mid", "Mid Value"),
    ("high", "High Value"),
]

IDENTITY_STATES = [
    ("unverified", "Not Verified"),
    ("verified", "Verified"),
    ("failed", "Verification Failed"),
]

IDENTITY_METHODS = [
    ("callback", "Call to the Known Number"),
    ("document", "Document Seen"),
    ("account", "Account or Contract Data"),
    ("personal", "Personally Known"),
]

ENTITLEMENTS = [
    ("customer", "Customer"),
    ("owner", "Owner"),
    ("buyer", "Buyer"),
    ("representative", "Representative with Authority"),
    ("third_party", "Third Party"),
]

VERDICTS = [
    ("upheld", "Upheld"),
    ("partly", "Partly Upheld"),
    ("not_upheld", "Not Upheld"),
    ("outside_scope", "Outside the Scope"),
]

SEVERITIES = [
    ("1", "1 Minor"),
    ("2", "2 Low"),
    ("3", "3 General"),
    ("4", "4 Serious"),
    ("5", "5 Major"),
]

# P21 grades responsibility (A major, B and C general) and compensation independently
GRADES = [
    ("a", "A"),
    ("b", "B"),
    ("c", "C"),
]

ASSIGNMENT_STATES = [
    ("draft", "Draft"),
    ("to_review", "To Review"),
    ("sent", "Sent"),
    ("signed", "Signed For"),
    ("replied", "Replied"),
    ("accepted", "Accepted"),
    ("returned", "Returned as Not Ours"),
    ("cancelled", "Cancelled"),
]

# the reply is still owed, by the department or by the desk that has to pass it on
OPEN_ASSIGNMENT_STATES = ("draft", "to_review", "sent", "signed", "returned")

APPROVAL_ACTIONS = [
    ("dispatch", "Dispatch"),
    ("reply", "Department's Reply"),
    ("public_answer", "Public Answer"),
    ("penalty", "Penalty"),
    ("solution", "Solution"),
    ("ruling", "Ruling"),
    ("remedy", "Remedy"),
    ("measure", "Measure"),
    ("closing", "Closing"),
    ("suspension", "Suspension"),
]

APPROVAL_STATES = [
    ("waiting", "Waiting for Earlier Steps"),
    ("pending", "To Decide"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("cancelled", "Not Needed Any More"),
]

APPROVER_KINDS = [
    ("user", "Named Users"),
    ("manager", "Manager of the Department"),
    ("reviewer", "Reviewers of the Team"),
    ("supervisor", "Supervisors"),
    ("executive", "Executives"),
    ("named_manager", "Manager of a Named Department"),
    ("named_contact", "Contacts of a Named Department"),
]

# what departments answer for (P20)
FAULT_KINDS = [
    ("late", "Late"),
    ("unreported", "Not Reported as Prescribed"),
]

CONTACT_WAYS = [
    ("call", "Log a Call"),
    ("visit", "Log a Visit"),
    ("mail", "Write to the Customer"),
]

STATEMENT_STATES = [
    ("draft", "Draft"),
    ("asked", "Asked"),
    ("answered", "Answered"),
]

# scope of a delegation → its field
DELEGATION_SCOPES = {
    "assignment": "is_assignment",
    "approval": "is_approval",
    "callback": "is_callback",
}

MILESTONES = [
    ("received", "Received"),
    ("registered", "Registered"),
    ("accepted", "Accepted"),
    ("dispatch_approved", "Dispatch Approved"),
    ("dispatched", "Dispatched"),
    ("signed", "Signed For"),
    ("forwarded", "Forwarded to Another Department"),
    ("refused", "Returned to the Desk"),
    ("dept_first_reply", "First Reply of the Department"),
    ("dept_progress", "Progress Reported by the Department"),
    ("replied", "Replied by the Department"),
    ("returned", "Returned to the Department"),
    ("reported", "Reported Upward"),
    ("reply_accepted", "Reply Accepted"),
    ("assignment_cancelled", "Assignment Cancelled"),
    ("first_reply", "First Answer to the Customer"),
    ("investigated", "Investigated"),
    ("solution_proposed", "Solution Proposed"),
    ("approved", "Approved"),
    ("informed", "Customer Informed"),
    ("contacted", "Customer Contacted"),
    ("agreed", "Agreed by the Customer"),
    ("declined", "Solution Refused by the Customer"),
    ("executed", "Carried Out"),
    ("measure_submitted", "Measure Submitted"),
    ("dissatisfied", "Customer Dissatisfied"),
    ("round_started", "Round Started"),
    ("suspended", "Suspended"),
    ("resumed", "Resumed"),
    ("close_requested", "Close Requested"),
    ("called_back", "Followed Up"),
    ("confirmed", "Confirmed by the Customer"),
    ("closed", "Closed"),
]

# recorded for an assignment; all others for the case
ASSIGNMENT_MILESTONES = frozenset(
    {
        "dispatch_approved",
        "dispatched",
        "signed",
        "forwarded",
        "refused",
        "dept_first_reply",
        "dept_progress",
        "replied",
        "returned",
        "reported",
        "reply_accepted",
        "assignment_cancelled",
        "measure_submitted",
    }
)

# no act records them yet; they come from imports and other systems only
FOREIGN_MILESTONES = frozenset({"accepted"})

INTAKE_STATES = [
    ("fetching", "Being Fetched"),
    ("received", "Received"),
    ("processed", "Processed"),
    ("held", "Held"),
    ("refused", "Refused"),
    ("failed", "Failed"),
]

INTAKE_KINDS = [
    ("complaint", "New Complaint"),
    ("follow_up", "Follow-up of the Customer"),
    ("closed", "Follow-up to a Closed Case"),
    ("reopened", "Reopened by the Customer"),
    ("answer", "Answer of a Department"),
    ("colleague", "Note of a Colleague"),
    ("third_party", "Somebody Else about the Case"),
    ("own_address", "From Our Own Address"),
    ("thanks", "Mere Thanks"),
    ("duplicate", "Duplicate"),
    ("bounce", "Delivery Failure"),
    ("auto_reply", "Automatic Reply"),
    ("receipt", "Read Receipt"),
    ("abuse_report", "Abuse Report"),
    ("list", "Mailing List"),
    ("loop", "Our Own Letter"),
    ("spam", "Spam Sender"),
]

INTAKE_PROOFS = [
    ("signature", "Verified: answers a letter that they alone received"),
    ("letter", "Answers a letter to them"),
    ("server", "Verified by our mail server"),
    ("none", "Not verified"),
]

INTAKE_REASONS = [
    ("deliverer", "Delivered by somebody who may not deliver mail"),
    ("suspicious", "Suspicious: size, parts or nesting"),
    ("unanswered", "The server was killed while it processed the message"),
    ("error", "Error while processing"),
    ("recognised", "Kept without effect because of what it was recognised as"),
    ("decided", "Decided by hand"),
    ("unroutable", "Addressed to nobody here"),
    ("too_large", "Too large to be stored whole"),
    ("other_desk", "Another desk has the complaint"),
]

OPEN_PHASES = tuple(phase for phase, _label in PHASES if phase != "closed")

# time engine

TIME_UNITS = [
    ("minutes", "Minutes"),
    ("hours", "Hours"),
    ("days", "Calendar Days"),
    ("working_hours", "Working Hours"),
    ("working_days", "Working Days"),
    ("same_day", "End of the Same Day"),
    ("same_working_day", "End of the Same Working Day"),
    ("week_day", "Weekday (1 Monday – 7 Sunday)"),
    ("month_day", "Day of the Next Month"),
    ("quarter_day", "Day of the Next Quarter's First Month"),
]

OFFSET_UNITS = [*TIME_UNITS[:5], ("months", "Months")]

COUNTINGS = [
    ("exact", "From the Very Moment"),
    ("whole", "Whole Days, Start Day Not Counted"),
]

DAY_ENDS = [
    ("closing", "Closing Time"),
    ("midnight", "24:00"),
]

LIMIT_SCOPES = [
    ("complaint", "Complaint"),
    ("assignment", "Each Assignment"),
]

LIMIT_DEBTORS = [
    ("desk", "Desk"),
    ("department", "Handling Department"),
]

DEADLINE_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("superseded", "Replaced by a Rise"),
    ("cancelled", "No Longer Needed"),
    ("void", "Did Not Apply"),
]

OPEN_DEADLINE_STATES = ("running", "paused")

# in which time one corrects or removes what one has entered himself
OWN_MISTAKE = timedelta(hours=24)

# characters of a text that are searched, and that somebody may search for
SEARCHED_LENGTH = 300

# acts that move a clock, or what it depends on
ACT_KINDS = [
    ("received", "Receipt Corrected"),
    ("kind", "Kind Changed"),
    ("procedure", "Procedure Chosen"),
    ("first_contact", "First Contact Changed"),
    ("legal_hold", "Legal Hold"),
    ("archive", "Archived or Restored"),
    ("paused", "Paused"),
    ("resumed", "Resumed"),
    ("agreed", "Deadline Agreed"),
    ("contact", "Contact Entered Later"),
    ("contact_for", "Contact Entered for Somebody Else"),
]

PAUSE_KINDS = [
    ("waiting", "Waiting for the Customer"),
    ("suspended", "Suspended"),
]

WATCH_MODES = [
    ("watch", "Watch"),
    ("monitor", "Monitor"),
]

# a new round starts again what begins with one of these
ENTRY_MILESTONES = ("received", "registered", "accepted")

# the way of a case to its department: no round makes it go there once more
HAND_OVER_MILESTONES = (*ENTRY_MILESTONES, "dispatch_approved", "dispatched", "signed")

# of several assignments the last one decides, for all other milestones the first
LAST_ASSIGNMENT_MILESTONES = ("replied",)

ESCALATION_TRIGGERS = [
    ("before_due", "Before Due"),
    ("after_due", "After Due"),
    ("after_missed", "Since First Missed"),
    ("after_start", "After Start"),
    ("milestone", "Milestone Reached"),
    ("level", "Level Reached"),
    ("contact_again", "Customer Contacts Again"),
    ("repeated", "Repeated Complaint"),
]

TIMED_TRIGGERS = ("before_due", "after_due", "after_missed", "after_start")

REPEAT_KEYS = [
    ("subject", "Same Person or Unit Complained About"),
    ("customer", "Same Customer"),
    ("category", "Same Category"),
]

NOTICE_WAYS = [
    ("both", "By Mail, with an Activity"),
    ("mail", "By Mail"),
    ("activity", "By an Activity"),
    ("sms", "By Mail and SMS, with an Activity"),
]

DELIVERIES = [
    ("at_once", "At Once"),
    ("working", "In Working Time"),
    ("opening", "At the Next Opening"),
]

# printed forms with their usual names; a procedure may name and number them differently
FORMS = [
    ("registration", "Complaint Registration Form"),
    ("handling", "Complaint Handling Form"),
    ("contact_sheet", "Internal Contact Sheet"),
    ("communication", "Communication Record"),
    ("callback", "Follow-up Record"),
    ("callback_register", "Follow-up Register"),
    ("penalty_notice", "Penalty Notice"),
    ("penalty_fine", "Fine Notice"),
    ("opinion", "Opinion Report on a Complaint"),
    ("investigation", "Investigation Report"),
    ("settlement", "Settlement Agreement"),
    ("repair", "Repair Follow-up Sheet"),
    ("letter", "Letter to the Customer"),
    ("measure", "Corrective and Preventive Action Record"),
    ("interim_measure", "Interim Measure Record"),
    ("meeting", "Training and Meeting Record"),
    ("proposal", "Improvement Proposal"),
]

ESCALATION_STATES = [
    ("pending", "Pending"),
    ("done", "Done"),
    ("failed", "Failed"),
]
