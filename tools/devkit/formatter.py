"""Prettier: the formatter of XML, JavaScript and style sheets."""

import os
import shutil
import subprocess
from pathlib import Path

from . import venv
from .artifacts import build_once, digest
from .console import run, step
from .paths import TOOLS, cache_dir

HOME = TOOLS / "prettier"
LOCK = HOME / "package-lock.json"
SUFFIXES = (".xml", ".js", ".scss")


def unformatted(files: list[Path], python: Path, *, fix: bool) -> list[str]:
    """Return what is not formatted and why; ``fix`` formats it first."""
    files = [path for path in files if path.suffix in SUFFIXES]
    if not files:
        return []
    node = venv.node(python)
    modules = _modules(node) / "node_modules"
    command = [str(node), str(modules / "prettier/bin/prettier.cjs")]
    command += ["--config", str(HOME / "prettier.json"), "--log-level=warn"]
    command += ["--plugin", str(modules / "@prettier/plugin-xml/src/plugin.js")]
    command += ["--no-cache", "--write" if fix else "--check", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def _modules(node: Path) -> Path:
    return build_once(
        cache_dir() / f"prettier-{digest(LOCK)}", lambda scratch: _build(scratch, node)
    )


def _build(scratch: Path, node: Path) -> None:
    with step("Installing the formatter of XML and JavaScript (once)"):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HOME / name, scratch)
        npm = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        environment = os.environ | {"PATH": f"{node.parent}:{os.environ['PATH']}"}
        command = [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(command, cwd=scratch, env=environment)
