"""Faults at exact points: the test leaves a shell command in a file named as the point,
and the first process that passes there runs it, once."""

import os
import subprocess
from pathlib import Path

from psycopg2.errors import SerializationFailure

# Parameter of the system with the folder of the commands.
FOLDER = "complaint_fault.folder"


def strike(point, env):
    """Run the command that waits at the point, if any.

    The command knows this process as ``$ODOO`` and its database session as ``$BACKEND``.

    :raise SerializationFailure: the command failed, which stands for a conflict with
        another transaction
    """
    command = Path(env["ir.config_parameter"].sudo().get_param(FOLDER), point)
    taken = command.with_name(f"{point}.{os.getpid()}")
    try:
        command.rename(taken)
    except FileNotFoundError:
        return
    backend = env.cr._cnx.info.backend_pid
    known = {"ODOO": str(os.getpid()), "BACKEND": str(backend)}
    done = subprocess.run(
        ["sh", "-c", taken.read_text()], env={**os.environ, **known}, check=False
    )
    if done.returncode:
        raise SerializationFailure("could not serialize access (wanted by a test)")
