"""Where things are: the clone, its ignored folder, the user's cache folder."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
STATE = ROOT / ".dev"
ADDON_NAME = "complaint_management"
ADDON = ROOT / ADDON_NAME
TESTS = ROOT / "tests"
TEST_ADDONS = TESTS / "addons"


def cache_dir() -> Path:
    """Return the folder that all clones of this user share."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base) / ADDON_NAME
    path.mkdir(parents=True, exist_ok=True)
    return path


def state_dir() -> Path:
    """Return this clone's ignored folder."""
    STATE.mkdir(exist_ok=True)
    return STATE


def clone_id() -> str:
    """Return a short name of this clone, for what must live outside of it."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def shared_dir() -> Path:
    """Return the folder of test material, which a user's clone may not have."""
    return Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared").resolve()
