"""The project's own files, and the rules that no linter of others knows."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .paths import ROOT

LONGEST_FILE = 600
LONGEST_TEST = 600
GENERATED_FOLDERS = {".git", ".dev", ".venv", "node_modules", "__pycache__"}
TEXT_SUFFIXES = {
    *(".cfg", ".css", ".csv", ".html", ".in", ".js", ".json", ".lock", ".md", ".po"),
    *(".pot", ".py", ".scss", ".sh", ".sql", ".toml", ".txt", ".xml", ".yml", ""),
}
# The user's machine decides where packages come from. (Written so that this
# file does not name the hosts either.)
REGISTRY_HOST = re.compile(
    r"\b(?:py[p]i\.org|pythonhosted\.or[g]|npmj[s]\.(?:org|com)|yarnpk[g]\.com"
    r"|(?:deb|ftp|snapshot|security)\.debia[n]\.org)\b"
    r"|--(?:extra-)?index-ur[l]|\"resolve[d]\":"
)
# The papers that the shipped procedures come from are known to developers only.
PAPER_CODE = re.compile(r"\bP(?:0[1-9]|1\d|2[0-4])\b")


def files(folder: Path = ROOT) -> list[Path]:
    """Return the files below ``folder``, without what tools have made."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - GENERATED_FOLDERS)
        found += [Path(parent, name) for name in sorted(names)]
    return found


def complaints(paths: list[Path]) -> Iterator[str]:
    """Yield what breaks the house rules on length, registries and plain words."""
    for path in paths:
        if path.suffix not in TEXT_SUFFIXES:
            continue
        lines = path.read_text(errors="replace").splitlines()
        name = path.relative_to(ROOT)
        longest = LONGEST_TEST if "tests" in name.parts else LONGEST_FILE
        if path.suffix in (".py", ".js") and len(lines) > longest:
            yield f"{name}: {len(lines)} lines, more than {longest}"
        for number, line in enumerate(lines, 1):
            if found := REGISTRY_HOST.search(line):
                yield f"{name}:{number}: names a package registry: {found[0]}"
            if path.suffix == ".po" and (found := PAPER_CODE.search(line)):
                yield f"{name}:{number}: users do not know {found[0]}"
