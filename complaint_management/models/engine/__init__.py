from . import complaint_clock_mixin
from . import complaint_milestone
