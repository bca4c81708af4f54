from . import complaint_assignment
