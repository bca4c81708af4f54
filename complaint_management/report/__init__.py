from . import complaint_dashboard
