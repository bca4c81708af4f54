from . import complaint_complaint_assign
from . import complaint_complaint_close
from . import complaint_complaint_dispatch
from . import complaint_complaint_incident
from . import complaint_complaint_merge
from . import complaint_complaint_register
from . import complaint_complaint_solve
