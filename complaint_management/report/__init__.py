from . import complaint_dashboard
from . import complaint_fault_report
