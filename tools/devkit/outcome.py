"""The result of test runs: counts, and what the logs of Odoo tell."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ "
    r"(?P<level>DEBUG|INFO|RUNBOT|WARNING|ERROR|CRITICAL) "
    r"\S+ (?P<logger>\S+): (?P<message>.*?) ?$"
)
_STARTED = re.compile(r"^Starting (\S+\.test\w*) \.\.\.$")
_SKIPPED = re.compile(r"^skipped (\S+) : (.*)$")
_BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(\S+)")
_FINISHED = re.compile(
    r"^\d+ failed, \d+ error\(s\) of \d+ tests|^Tests (?:passed|failed):"
)


@dataclass
class Outcome:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def ran(self) -> int:
        """The number of tests that were really carried out."""
        return self.passed + self.failed


@dataclass
class OdooLog:
    """Reads the log of an Odoo test run line by line."""

    started: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    other_errors: int = 0
    finished: bool = False

    def follow(self, lines: Iterable[str]) -> Iterator[str]:
        """Take in all lines; yield those that a reader must see."""
        important = False
        for line in lines:
            if found := _LINE.match(line):
                important = self._take_in(**found.groupdict())
            if important:
                yield line

    def _take_in(self, level: str, logger: str, message: str) -> bool:
        """Remember what the record says; return whether it is worth showing."""
        if started := _STARTED.match(message):
            self.started.add(started[1])
        elif skipped := _SKIPPED.match(message):
            self.skipped[skipped[1]] = skipped[2]
            return True
        elif _FINISHED.match(message):
            self.finished = True
        elif level in ("ERROR", "CRITICAL"):
            if (broken := _BROKEN.match(message)) and ".tests." in logger:
                self.broken.add(broken[1])
            else:
                self.other_errors += 1
        return level in ("WARNING", "ERROR", "CRITICAL")

    def outcome(self) -> Outcome:
        """Return the counts; errors outside of tests count as one failed test."""
        skipped = set(self.skipped) - self.broken
        passed = self.started - self.broken - skipped
        failed = len(self.broken)
        if not self.finished or (self.other_errors and not failed):
            failed += 1
        return Outcome(len(passed), failed, len(skipped))


def read_junit(report: Path) -> Outcome:
    """Return the counts of a pytest run; none written means that it broke down."""
    if not report.exists():
        return Outcome(failed=1)
    counts = Outcome()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        number = {key: int(suite.get(key, 0)) for key in ("failures", "errors")}
        failed = number["failures"] + number["errors"]
        skipped = int(suite.get("skipped", 0))
        passed = int(suite.get("tests", 0)) - failed - skipped
        counts += Outcome(max(passed, 0), failed, skipped)
    return counts
