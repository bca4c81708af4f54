{
    "name": "Complaint Floor",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "The least a document fed by mail can be: what benchmarks compare with",
    "author": "Complaint Management Team",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": [
        "security/ir.model.access.csv",
        "data/complaint_floor_stage_data.xml",
        "views/complaint_floor_views.xml",
    ],
}
