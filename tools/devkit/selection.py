"""Which tests a pattern names, found in the sources without importing them."""

import ast
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .paths import ADDON, ADDON_NAME, ROOT, TESTS


@dataclass(frozen=True)
class TestName:
    """A test as the sources spell it; ``case`` is empty for plain functions."""

    file: Path
    case: str
    method: str

    @property
    def path(self) -> str:
        """The test as pytest names it."""
        names = (str(self.file.relative_to(ROOT)), self.case, self.method)
        return "::".join(name for name in names if name)

    @property
    def tag(self) -> str:
        """The test as Odoo's ``--test-tags`` names it."""
        return f"/{ADDON_NAME}:{self.case}.{self.method}"

    def matches(self, pattern: str) -> bool:
        """Say whether ``pattern`` (text or wildcards) is part of the name."""
        return fnmatch.fnmatch(self.path.lower(), f"*{pattern.lower()}*")


def odoo_tests(pattern: str) -> list[TestName]:
    """Return the addon's tests that match."""
    return _matching(ADDON / "tests", pattern)


def top_level_tests(pattern: str) -> list[TestName]:
    """Return the end-to-end tests that match."""
    return _matching(TESTS, pattern)


def _matching(folder: Path, pattern: str) -> list[TestName]:
    return [
        test
        for file in sorted(folder.rglob("test_*.py"))
        for test in _tests_in(file)
        if test.matches(pattern)
    ]


def _tests_in(file: Path) -> Iterator[TestName]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, functions) and member.name.startswith("test"):
                    yield TestName(file, node.name, member.name)
        elif isinstance(node, functions) and node.name.startswith("test"):
            yield TestName(file, "", node.name)
