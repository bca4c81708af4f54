# mixins first: the models inherit from them
from . import (
    complaint_penalty_flow_mixin,
    complaint_penalty_appeal_mixin,
    complaint_penalty_claim_mixin,
    complaint_penalty_notice_mixin,
)

# isort: split
from . import (
    complaint_assignment,
    complaint_complaint,
    complaint_deadline,
    complaint_escalation,
    complaint_escalation_rule,
    complaint_pause,
    complaint_penalty,
    complaint_penalty_review,
    complaint_penalty_tariff,
    complaint_penalty_violation,
    complaint_procedure,
)
