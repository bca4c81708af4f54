"""What of the addon ends up in a database, reduced to a short hash.

Code inside methods is read at every start; only what an installation stores
(tables, views, data, terms) makes a database outdated.
"""

import ast
from pathlib import Path

from .artifacts import digest
from .paths import ADDON

# Their content is served or run from the files.
NOT_INSTALLED = ("tests", "static", "doc")
STORED_SUFFIXES = (".py", ".xml", ".csv", ".po", ".sql")
# These bodies decide what the database contains.
INSTALLING_METHODS = ("init", "_auto_init", "_table_query")
CODE_FOLDERS = ("models", "wizard", "report", "controllers", "tools")


def installed_fingerprint() -> str:
    """Return a hash that changes when installed databases become outdated."""
    parts = []
    for path in sorted(ADDON.rglob("*")):
        name = path.relative_to(ADDON)
        if name.parts[0] in NOT_INSTALLED or path.suffix not in STORED_SUFFIXES:
            continue
        parts.append(str(name))
        parts.append(_outline(path) if name.parts[0] in CODE_FOLDERS else path)
    return digest(*parts)


def _outline(path: Path) -> str | Path:
    """Return the source without comments and method bodies."""
    if path.suffix != ".py":
        return path
    try:
        tree = ast.parse(path.read_text())
    except SyntaxError:
        return path
    return ast.dump(_BodyRemover().visit(tree))


class _BodyRemover(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        if node.name not in INSTALLING_METHODS:
            node.body = [ast.Pass()]
        return node
