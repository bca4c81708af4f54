from . import complaint_import
