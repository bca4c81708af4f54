from . import engine, register, work
