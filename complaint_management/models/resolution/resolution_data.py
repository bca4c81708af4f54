"""Closed lists of the second half of a case, each defined once."""

# solutions and remedies

SOLUTION_KINDS = [
    ("solution", "Solution"),
    ("ruling", "Ruling"),
    ("settlement", "Settlement"),
]

SOLUTION_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("offered", "Told to the Customer"),
    ("agreed", "Agreed"),
    ("declined", "Declined"),
    ("executed", "Carried Out"),
    ("cancelled", "Cancelled"),
]

# the next version waits until the present one has ended
OPEN_SOLUTION_STATES = ("draft", "submitted", "approved", "offered", "agreed")

UNDECIDED_SOLUTION_STATES = ("draft", "submitted")

# of what was done: solutions and measures
EFFECTS = [
    ("effective", "Effective"),
    ("partly", "Partly Effective"),
    ("ineffective", "Not Effective"),
]

OFFER_WAYS = [
    ("mail", "Email"),
    ("phone", "Phone"),
    ("visit", "Visit"),
    ("letter", "Letter"),
]

# spoken to, the customer may answer at once
SPOKEN_OFFER_WAYS = ("phone", "visit")

OFFER_ANSWERS = [
    ("open", "Will Think about It"),
    ("agreed", "Agrees"),
    ("declined", "Declines"),
]

LETTER_KINDS = [
    ("first_answer", "First Answer"),
    ("holding", "Holding Letter"),
    ("reply", "Reply Letter"),
    ("solution", "Offer of a Solution"),
    ("ruling", "Ruling"),
]

LETTER_WAYS = [
    ("mail", "Email"),
    ("letter", "Printed Letter"),
]

LETTER_STATES = [
    ("draft", "Draft"),
    ("sending", "Waits to Be Handed Over"),
    ("failed", "Not Delivered"),
    ("sent", "Sent"),
]

# given to the mail server, which has not taken it yet
UNSENT_STATES = ("sending", "failed")

# what a letter tells the customer → purpose of the contact that it counts as
LETTER_PURPOSES = {
    "first_answer": "first_answer",
    "holding": "progress",
    "reply": "result",
    "solution": "result",
    "ruling": "result",
}

# letters whose words depend on the validity of the complaint (P17)
VALIDITY_LETTER_KINDS = ("first_answer",)

EVIDENCE_KINDS = [
    ("document", "Document"),
    ("photo", "Photo"),
    ("recording", "Recording"),
    ("message", "Message or Email"),
    ("order", "Order or Contract"),
    ("sample", "Sample"),
    ("witness", "Statement of a Witness"),
    ("inspection", "Inspection Report"),
    ("other", "Other"),
]

EVIDENCE_PROVIDERS = [
    ("customer", "Customer"),
    ("department", "Department"),
    ("desk", "Desk"),
    ("third_party", "Third Party"),
]

REMEDY_STATES = [
    ("planned", "Planned"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("given", "Given"),
    ("refused", "Refused"),
]

OPEN_REMEDY_STATES = ("planned", "submitted", "approved")

REMEDY_REFUSALS = [
    ("customer", "Refused by the Customer"),
    ("dropped", "Dropped"),
]

HARMS = [
    ("none", "No Harm"),
    ("slight", "Slight Harm"),
    ("serious", "Serious Harm"),
]

CONSENT_WAYS = [
    ("oral", "Orally"),
    ("phone", "By Phone"),
    ("written", "In Writing"),
]

# satisfaction

CONTACT_DIRECTIONS = [
    ("outgoing", "To the Customer"),
    ("incoming", "From the Customer"),
]

CONTACT_CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("mail", "Email"),
    ("letter", "Letter"),
    ("message", "Text Message"),
    ("public", "Public Answer"),
    ("announcement", "Announcement"),
]

CONTACT_PURPOSES = [
    ("first_answer", "First Answer"),
    ("progress", "Progress"),
    ("result", "Result"),
    ("explanation", "Explanation"),
    ("other", "Other"),
]

# what the customer knows after a contact for that purpose
CONTACT_MILESTONES = {"result": "informed", "explanation": "informed"}

CONTACT_STATES = [
    ("draft", "Draft"),
    ("to_review", "To Review"),
    ("sending", "Waits to Be Handed Over"),
    ("failed", "Not Delivered"),
    ("done", "Done"),
]

CALLBACK_STATES = [
    ("planned", "Planned"),
    ("done", "Answered"),
    ("unreachable", "Unreachable"),
    ("cancelled", "No Longer Needed"),
]

CALLBACK_CALLERS = [
    ("first_contact", "First Receiver"),
    ("owner", "Case Owner"),
    ("staff", "Follow-up Staff of the Team"),
    ("department", "Contact of the Handling Department"),
    ("registrant", "Whoever Registered the Case"),
]

CALLBACK_CHANNELS = [
    ("phone", "Phone"),
    ("message", "Text Message"),
    ("mail", "Email with a Link"),
    ("visit", "Visit"),
]

# why an answer through a link does not count
ANSWER_FLAGS = [
    ("second", "Second Answer"),
    ("late", "After the End"),
    ("robotic", "Probably by a Robot"),
]

SATISFACTIONS = [
    ("satisfied", "Satisfied"),
    ("dissatisfied", "Dissatisfied"),
    ("not_pursued", "Dissatisfied, Not Pursued Further"),
    ("unreachable", "Unreachable"),
]

REVIEW_KINDS = [
    ("closing", "Check before Closing"),
    ("re_examination", "Re-examination"),
    ("spot_check", "Spot Check"),
]

REVIEW_RESULTS = [
    ("confirmed", "Confirmed"),
    ("redo", "To Be Redone"),
]

CHECK_ANSWERS = [
    ("yes", "Yes"),
    ("no", "No"),
]

DISSATISFIED_COURSES = [
    ("manual", "The Desk Decides"),
    ("round", "Next Round at Once"),
    ("complaint", "New Linked Complaint"),
    ("review", "Re-examination by Another Person"),
]

# measures and closing

MEASURE_KINDS = [
    ("corrective", "Corrective Action"),
    ("preventive", "Preventive Action"),
    ("interim", "Interim Measure"),
    ("step", "Step of the Plan"),
    ("training", "Training"),
    ("meeting", "Review Meeting"),
    ("proposal", "Improvement Proposal"),
]

# what removes the cause: reviewed before it is carried out, watched afterwards, and
# what closing rules ask for (P06, P17)
CORRECTIVE_KINDS = ("corrective", "preventive")

# events with participants and minutes (P13)
MEETING_KINDS = ("training", "meeting")

# kinds whose printed form is not the record of corrective and preventive action
MEASURE_FORMS = {
    "interim": "interim_measure",
    "training": "meeting",
    "meeting": "meeting",
    "proposal": "proposal",
}

MEASURE_STATES = [
    ("draft", "Draft"),
    ("submitted", "To Review"),
    ("reviewed", "To Carry Out"),
    ("done", "Done"),
    ("verified", "Effect Verified"),
    ("cancelled", "Cancelled"),
]

OPEN_MEASURE_STATES = ("draft", "submitted", "reviewed")

# what must have reached the customer before a case ends
CUSTOMER_ANSWERS = [
    ("none", "Nothing"),
    ("told", "The Result Was Told"),
    ("understands", "The Customer Understands"),
    ("satisfied", "The Customer Is Satisfied"),
]

# milestones of the round that show it
TOLD_MILESTONES = {"informed", "contacted", "agreed", "called_back", "confirmed"}
UNDERSTOOD_MILESTONES = {"agreed", "confirmed"}

# dissatisfied or never reached, and nobody goes on
ENDING_SATISFACTIONS = ("not_pursued", "unreachable")

EXPLANATION_WAYS = [
    ("any", "In Any Way"),
    ("visit", "By a Visit or an Announcement"),
    ("manager", "By a Visit of the Manager or an Announcement"),
]

ANNOUNCING_CHANNELS = ("public", "announcement")

SOLUTION_DEMANDS = [
    ("none", "None"),
    ("agreed", "Agreed by the Customer"),
    ("executed", "Carried Out"),
]

MEASURE_DEMANDS = [
    ("none", "None"),
    ("submitted", "Submitted"),
    ("reviewed", "Reviewed"),
    ("done", "Carried Out"),
]

# states of a measure that satisfy the demand
DEMANDED_MEASURE_STATES = {
    "submitted": ("submitted", "reviewed", "done", "verified"),
    "reviewed": ("reviewed", "done", "verified"),
    "done": ("done", "verified"),
}

# an outcome must fit what the complaint turned out to be
FITTING_OUTCOMES = {
    "valid": {"solved", "ruling", "withdrawn", "superseded", "referred", "no_answer"},
    "to_improve": {
        "understood",
        "solved",
        "ruling",
        "withdrawn",
        "superseded",
        "referred",
        "no_answer",
    },
    "invalid": {
        "explained",
        "understood",
        "ruling",
        "withdrawn",
        "superseded",
        "referred",
        "no_answer",
    },
    "malicious": {"explained", "ruling", "withdrawn", "superseded", "no_answer"},
}

# nobody has to be satisfied any more; the reason is written down
WAIVING_OUTCOMES = ("withdrawn", "superseded", "referred", "no_answer")

CLOSE_TIMES = [
    ("first", "Closed the First Time"),
    ("second", "Closed Later"),
]

SUSPENSION_STATES = [
    ("requested", "Requested"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]

PROCEEDING_STATES = [
    ("open", "To Answer"),
    ("answered", "Answered"),
    ("decided", "Decided"),
]

PROCEEDING_DECISIONS = [
    ("for_us", "For Us"),
    ("partly", "Partly for the Customer"),
    ("for_customer", "For the Customer"),
    ("settled", "Settled"),
    ("discontinued", "Discontinued"),
]

# how a case ends whose customer is satisfied
USUAL_OUTCOMES = {
    "valid": "solved",
    "to_improve": "understood",
    "invalid": "explained",
    "malicious": "explained",
}
