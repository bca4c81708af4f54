{
    "name": "Complaint Fault",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "Faults at exact points of the way of a mail, when a test asks for them",
    "author": "Complaint Management Team",
    "license": "LGPL-3",
    "depends": ["complaint_management"],
}
