from . import complaint_complaint, complaint_intake, fetchmail_server
