from . import complaint_denominator
from . import complaint_ledger_column
from . import complaint_ledger_rows
from . import complaint_report_scope_mixin
from . import complaint_review
from . import complaint_work_standard
