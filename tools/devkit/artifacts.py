"""Things made once: complete or absent, whoever is killed or comes first."""

import contextlib
import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .console import say


def digest(*parts: str | bytes | Path) -> str:
    """Return a short hash of texts and of the content of files."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif isinstance(part, str):
            part = part.encode()
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:12]


@contextlib.contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold ``lock`` against other processes; a killed holder frees it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"- Waiting for another ./dev to free {lock.name} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build_once(target: Path, build: Callable[[Path], None]) -> Path:
    """Return the folder ``target``, made by ``build(scratch)`` when missing.

    The scratch folder takes the final name only when complete, so a killed or
    concurrent build never leaves a half one.
    """
    if target.is_dir():
        return target
    with exclusive(target.with_name(f"{target.name}.lock")):
        if target.is_dir():
            return target
        for abandoned in target.parent.glob(f"{target.name}.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        scratch = Path(
            tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=target.parent)
        )
        scratch.chmod(0o755)
        try:
            build(scratch)
            scratch.rename(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return target
