"""What the parts of the intake have in common."""

# Documents that mail belongs to.
INTAKE_MODELS = ("complaint.complaint", "complaint.assignment")
GATEWAY_GROUP = "complaint_management.group_complaint_gateway"
CRON = "complaint_management.ir_cron_complaint_intake_process"
# What makes somebody believed who must be known: colleagues, departments, outside
# parties.
PROVEN = ("signature", "letter")
# Attempts during which the server was killed, after which people must look.
MAX_UNANSWERED = 2
