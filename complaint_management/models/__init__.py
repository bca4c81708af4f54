from . import engine, register, work
from . import intake
from . import resolution
from . import accountability
from . import reporting
