# mixins first: the models inherit from them
from . import base, complaint_local_time_mixin, complaint_part_mixin

# isort: split
from . import (
    complaint_cached_mixin,
    complaint_cached_name_mixin,
    complaint_clock_mixin,
    complaint_deadline_course_mixin,
    complaint_deadline_revision_mixin,
    complaint_duration_mixin,
    complaint_escalation_effect_mixin,
    complaint_escalation_event_mixin,
    complaint_level_mixin,
    complaint_portable_mixin,
    complaint_procedure_check_mixin,
    complaint_procedure_file_mixin,
    complaint_promise_mixin,
    complaint_working_time_mixin,
)

# isort: split
from . import (
    complaint_calendar_exception,
    complaint_deadline,
    complaint_deadline_correction,
    complaint_deadline_explanation,
    complaint_deadline_recount,
    complaint_escalation,
    complaint_escalation_effect,
    complaint_escalation_rule,
    complaint_level_criterion,
    complaint_milestone,
    complaint_milestone_type,
    complaint_notice,
    complaint_pause,
    complaint_procedure_choice,
    complaint_time_limit,
    ir_module_module,
    mail_activity,
    res_company,
    res_users,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
)
