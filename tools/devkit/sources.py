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
# One method says in whose zone a moment is told, and names it: whoever formats a
# moment, or takes its day, by himself uses the zone of a job or of the superuser.
TIMES_TOLD_IN = "complaint_local_time_mixin.py"
BARE_TIME = re.compile(
    r"\bformat_(?:date|datetime|time)\(|\bcontext_t(?:oday|imestamp)\(self"
    r"|\bDate\.today\(|\bcontext_timestamp\("
    r"|(?:\bnow\(\)|\b(?:date|create_date|date_\w+))\.date\(\)"
    r"|'widget': 'datetime'|\(UTC\)[^\"]*\""
)


def files(folder: Path = ROOT) -> list[Path]:
    """Return the files below ``folder``, without what tools have made."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - GENERATED_FOLDERS)
        found += [Path(parent, name) for name in sorted(names)]
    return found


def complaints(paths: list[Path]) -> Iterator[str]:
    """Yield what breaks the house rules: length, registries, plain words, times."""
    for path in paths:
        if path.suffix not in TEXT_SUFFIXES:
            continue
        lines = path.read_text(errors="replace").splitlines()
        name = path.relative_to(ROOT)
        tells_times = path.suffix in (".py", ".xml") and not (
            {"tests", "migrations"} & {*name.parts}
            or path.name in (TIMES_TOLD_IN, "sources.py")
        )
        longest = LONGEST_TEST if "tests" in name.parts else LONGEST_FILE
        if path.suffix in (".py", ".js") and len(lines) > longest:
            yield f"{name}: {len(lines)} lines, more than {longest}"
        for number, line in enumerate(lines, 1):
            if found := REGISTRY_HOST.search(line):
                yield f"{name}:{number}: names a package registry: {found[0]}"
            if tells_times and (found := BARE_TIME.search(line)):
                yield f"{name}:{number}: a time without its reader: {found[0]}"
            if path.suffix == ".po" and (found := PAPER_CODE.search(line)):
                yield f"{name}:{number}: users do not know {found[0]}"
