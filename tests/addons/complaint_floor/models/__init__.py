from . import complaint_floor, complaint_floor_stage
