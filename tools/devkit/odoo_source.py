"""Odoo 19 itself: the user's own, or Debian's package unpacked into the cache."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import archive
from .artifacts import build_once, digest
from .console import DevError, notice, run, step
from .paths import TOOLS, cache_dir, state_dir

LOCK = TOOLS / "odoo.lock"
SERIES = "19.0"
REMEDY = (
    "Odoo 19.0 could not be had. Point ODOO_HOME to an Odoo 19 checkout (the folder\n"
    "with odoo-bin) or package (the folder with odoo/release.py), for example:\n"
    "    ODOO_HOME=~/src/odoo ./dev run"
)
# The package lists this file in a manifest but ships without it; its absence is
# an error on every page of the web client.
STRIPPED_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """Where Odoo is to be imported from and where its addons are."""

    import_path: Path
    addons: tuple[Path, ...]


def locate() -> OdooSource:
    """Return the Odoo of ``ODOO_HOME``, or the one in the cache."""
    home = os.environ.get("ODOO_HOME")
    return _from_home(Path(home).expanduser()) if home else _from_cache()


def identity() -> str:
    """Return what changes whenever another Odoo is used."""
    return os.environ.get("ODOO_HOME") or digest(LOCK)


def _from_home(home: Path) -> OdooSource:
    """Accept a checkout, the folder of the package, or the package itself."""
    for package in (home / "odoo", home, home / "usr/lib/python3/dist-packages/odoo"):
        if (package / "release.py").is_file():
            break
    else:
        raise DevError(f"ODOO_HOME={home} holds no Odoo.\n{REMEDY}")
    package = package.resolve()
    _check_series(package)
    addons = [package / "addons"]
    if not (addons[0] / "mail").is_dir():
        addons.insert(0, package.parent / "addons")
    if not (addons[0] / STRIPPED_SCRIPT).is_file():
        notice(f"{STRIPPED_SCRIPT} is missing there: expect failing browser tests.")
    # Only the odoo package: what lies beside it must not shadow the venv.
    import_path = state_dir() / "odoo-home" / digest(str(package))
    import_path.mkdir(parents=True, exist_ok=True)
    if not (import_path / "odoo").exists():
        (import_path / "odoo").symlink_to(package)
    return OdooSource(import_path, tuple(addons))


def _from_cache() -> OdooSource:
    target = cache_dir() / f"odoo-{digest(LOCK)}"
    packages = build_once(target, _unpack) / "usr/lib/python3/dist-packages"
    return OdooSource(packages, (packages / "odoo/addons",))


def _unpack(target: Path) -> None:
    pins = archive.read_pins(LOCK)
    try:
        with step("Fetching and unpacking Odoo from Debian (1.3 GB, once)"):
            debian = archive.PrivateArchive(target / "apt", {pin.suite for pin in pins})
            for pin in pins:
                deb = debian.fetch(pin)
                run(["dpkg", "-x", deb, target])
                deb.unlink()
            shutil.rmtree(target / "apt")
    except DevError as error:
        raise DevError(f"{error}\n{REMEDY}") from error
    package = target / "usr/lib/python3/dist-packages/odoo"
    _check_series(package)
    script = package / "addons" / STRIPPED_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()


def _check_series(package: Path) -> None:
    release = (package / "release.py").read_text()
    found = re.search(r"^version_info = \((\d+), (\d+)", release, re.MULTILINE)
    series = ".".join(found.groups()) if found else "unknown"
    if series != SERIES:
        raise DevError(f"{package} is Odoo {series}, not {SERIES}.\n{REMEDY}")
