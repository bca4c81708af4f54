"""Debian packages installed into the system, only when missing and allowed."""

import os
import shutil

from .console import DevError, run, step


def install_missing(purpose: str, packages: dict[str, bool]) -> None:
    """Install those of ``packages`` (name: is it here?) that are not.

    Raises DevError with the command to run where we may not install.
    """
    missing = [name for name, present in packages.items() if not present]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        raise DevError(f"Please install for {purpose}: {' '.join(missing)}")
    if os.geteuid():
        raise DevError(f"Please install for {purpose}:\n    sudo {' '.join(command)}")
    with step(f"Installing {' '.join(missing)} for {purpose}"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            run(command, env=environment)
        except DevError:
            # The machine's lists may be missing or too old.
            run(["apt-get", "update"])
            run(command, env=environment)
