from . import complaint_import
from . import complaint_party
