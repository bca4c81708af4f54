from . import complaint_intake_process_mixin
from . import complaint_intake_route_mixin
from . import complaint_complaint
from . import complaint_intake
from . import fetchmail_server
from . import mail_thread
