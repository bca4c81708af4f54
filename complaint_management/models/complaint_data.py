"""Closed lists of the complaint vocabulary, each defined once for models, reports and code."""

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

ASSIGNMENT_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("signed", "Signed For"),
    ("replied", "Replied"),
]

MILESTONES = [
    ("received", "Received"),
    ("registered", "Registered"),
    ("accepted", "Accepted"),
    ("dispatched", "Dispatched"),
    ("signed", "Signed For"),
    ("dept_first_reply", "First Reply of the Department"),
    ("dept_progress", "Progress Reported by the Department"),
    ("replied", "Replied by the Department"),
    ("first_reply", "First Answer to the Customer"),
    ("investigated", "Investigated"),
    ("solution_proposed", "Solution Proposed"),
    ("approved", "Approved"),
    ("informed", "Customer Informed"),
    ("contacted", "Customer Contacted"),
    ("agreed", "Agreed by the Customer"),
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

INTAKE_STATES = [
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
    ("answer", "Answer of a Department"),
    ("third_party", "Somebody Else about the Case"),
    ("thanks", "Mere Thanks"),
    ("duplicate", "Duplicate"),
    ("bounce", "Delivery Failure"),
    ("auto_reply", "Automatic Reply"),
    ("receipt", "Receipt"),
    ("abuse_report", "Abuse Report"),
    ("list", "Mailing List"),
    ("loop", "Our Own Letter"),
    ("spam", "Spam Sender"),
]

INTAKE_REASONS = [
    ("deliverer", "Delivered by somebody who may not deliver mail"),
    ("suspicious", "Suspicious: size, parts or nesting"),
    ("unanswered", "The server was killed while it processed the message"),
    ("error", "Error while processing"),
    ("recognised", "Kept without effect because of what it was recognised as"),
    ("decided", "Decided by hand"),
]

OPEN_PHASES = tuple(phase for phase, _label in PHASES if phase != "closed")
