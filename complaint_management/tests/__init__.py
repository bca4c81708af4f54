from . import test_clock
from . import test_complaint
from . import test_intake
from . import test_conflict
