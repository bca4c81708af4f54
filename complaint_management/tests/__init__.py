from . import test_clock
from . import test_complaint
from . import test_intake
from . import test_conflict
from . import test_registration
from . import test_registration_form
