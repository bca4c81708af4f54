from . import complaint_resolution_mixin
from . import complaint_satisfaction_mixin
from . import complaint_closing_mixin
from . import complaint_complaint
