"""Debian packages fetched through private lists, without installing them."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from .console import DevError, notice, run, say

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class Pin:
    """One line of a lock file: an exact Debian package."""

    suite: str
    package: str
    version: str
    sha256: str


def read_pins(lock: Path) -> list[Pin]:
    """Return the pins of ``lock``."""
    lines = (line.split("#")[0].split() for line in lock.read_text().splitlines())
    return [Pin(*fields) for fields in lines if fields]


class PrivateArchive:
    """Debian suites next to the machine's own, whose lists stay untouched."""

    def __init__(self, folder: Path, suites: set[str]):
        self.folder = folder
        mirror = _mirror([]) or _mirror(_updated_lists(folder / "machine"))
        if not mirror:
            raise DevError("This machine's apt knows no Debian mirror.")
        self.options = [
            *_private_lists(folder / "archive"),
            *("-o", f"Dir::Etc::sourcelist={folder}/sources.list"),
            *("-o", "Dir::Etc::sourceparts=-"),
        ]
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        (folder / "sources.list").write_text(
            "".join(f"deb {signed}{mirror} {suite} main\n" for suite in sorted(suites))
        )
        run(["apt-get", *self.options, "update"])

    def fetch(self, pin: Pin) -> Path:
        """Return the downloaded package, the pinned one if it is still there.

        A suite that moves drops old versions; then its newest is taken.
        """
        available = self._versions(pin)
        if not available:
            raise DevError(f"{pin.package} is not in Debian {pin.suite} any more.")
        pinned = pin.version in available
        version = pin.version if pinned else available[0]
        before = set(self.folder.glob("*.deb"))
        run(
            ["apt-get", *self.options, "download", f"{pin.package}={version}"],
            cwd=self.folder,
        )
        (deb,) = set(self.folder.glob("*.deb")) - before
        say(f"  {pin.package} {version}")
        if not pinned:
            notice(
                f"{pin.package} {pin.version} is gone from Debian {pin.suite}: "
                f"took {version} instead."
            )
        elif hashlib.sha256(deb.read_bytes()).hexdigest() != pin.sha256:
            raise DevError(f"The checksum of {deb.name} differs from the lock.")
        return deb

    def _versions(self, pin: Pin) -> list[str]:
        """Return the versions in the pin's suite, newest first."""
        listing = run(["apt-cache", *self.options, "madison", pin.package]).stdout
        rows = (row.split("|") for row in listing.splitlines())
        return [
            version.strip() for _, version, source in rows if f" {pin.suite}/" in source
        ]


def _private_lists(folder: Path) -> list[str]:
    """Return options that keep apt's files in ``folder``."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    return [
        *("-o", f"Dir::State::lists={folder}/lists"),
        *("-o", f"Dir::Cache::archives={folder}/archives"),
        *("-o", "Dir::Cache::pkgcache="),
        *("-o", "Dir::Cache::srcpkgcache="),
        *("-o", "Acquire::Languages=none"),
        # The default sandbox user may not write below the user's cache.
        *("-o", "APT::Sandbox::User="),
    ]


def _updated_lists(folder: Path) -> list[str]:
    """Fetch the machine's own sources: apt tells nothing of them before."""
    options = _private_lists(folder)
    run(["apt-get", *options, "update"])
    return options


def _mirror(options: list[str]) -> str | None:
    """Return the Debian mirror this machine is configured to use."""
    if not shutil.which("apt-get"):
        raise DevError("This machine has no apt.")
    command = ["apt-get", *options, "indextargets", "Created-By: Packages"]
    fields = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)"
    for row in run([*command, "--format", fields]).stdout.splitlines():
        uri, release, component, origin = row.split("|")
        is_security = "security" in uri + release
        if component == "main" and origin == "Debian" and not is_security:
            return uri
    return None
