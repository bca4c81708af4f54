from . import complaint_callback
from . import complaint_export
from . import complaint_import
from . import complaint_reports
from . import complaint_party
from . import complaint_statement
