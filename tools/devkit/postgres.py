"""The database server: a private cluster of this clone, or the user's own."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import apt, ending
from .artifacts import exclusive
from .console import DevError, run, step
from .paths import clone_id, state_dir

# A socket's path must fit into 107 bytes; its name takes some 20 of them.
LONGEST_SOCKET_FOLDER = 85
PORT = 5432
ROLE = "odoo"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    # Commits reach the kernel but not the disk: they outlive a killed server,
    # which tests rely on, though not a machine that loses power.
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Server:
    """How to reach a database server, in libpq's terms."""

    host: str
    port: str
    user: str
    password: str = ""
    private: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """The variables psql, Odoo and every libpq client understand."""
        values = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        return values | ({"PGPASSWORD": self.password} if self.password else {})


def server() -> Server:
    """Return a running server: DATABASE_HOST's, else this clone's own."""
    if host := os.environ.get("DATABASE_HOST"):
        return Server(
            host,
            os.environ.get("DATABASE_PORT", "5432"),
            os.environ.get("DATABASE_USER", "odoo"),
            os.environ.get("DATABASE_PASSWORD", ""),
            private=False,
        )
    with exclusive(state_dir() / "postgres.lock"):
        return _Cluster().start()


def stop() -> None:
    """Stop this clone's own cluster, if there is one."""
    if _Cluster.exists():
        with exclusive(state_dir() / "postgres.lock"):
            _Cluster().stop()


def remove() -> None:
    """Stop this clone's own cluster and delete all its data."""
    stop()
    if _Cluster.exists():
        _Cluster().delete()


def client(program: str) -> Path:
    """Return PostgreSQL's ``program``, such as psql or pg_dump."""
    if os.environ.get("DATABASE_HOST") and (installed := shutil.which(program)):
        return Path(installed)
    return _binaries() / program


class _Cluster:
    """PostgreSQL's files and processes that belong to this clone."""

    def __init__(self):
        self.owner = _owner()
        self.home = self._reachable_home()
        self.data = self.home / "data"
        sockets = self.home / "run"
        if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
            sockets = Path(f"/tmp/complaint-{clone_id()}")
        self.sockets = sockets

    @staticmethod
    def exists() -> bool:
        return (state_dir() / "postgres").exists()

    def _reachable_home(self) -> Path:
        """Return a folder that the owner can get at, linked from the clone.

        Root gives up its rights to run PostgreSQL, and the clone may lie where
        nobody else may look (such as root's home).
        """
        link = state_dir() / "postgres"
        if link.is_symlink() or link.is_dir():
            return link.resolve()
        if self.owner is None or _can_enter(self.owner, state_dir().resolve()):
            link.mkdir()
            home = link
        else:
            home = Path(f"/var/tmp/complaint_management-{clone_id()}")
            home.mkdir(exist_ok=True)
            link.symlink_to(home)
        self._give_to_owner(home)
        return home.resolve()

    def start(self) -> Server:
        binaries = _binaries(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        if self._pg_ctl(binaries, "status").returncode:
            self._launch(binaries)
        return Server(str(self.sockets), str(PORT), ROLE)

    def stop(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self._pg_ctl(_binaries(self.data), "stop", "-m", "fast")

    def delete(self) -> None:
        shutil.rmtree(self.home)
        if self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)
        link = state_dir() / "postgres"
        if link.is_symlink():
            link.unlink()

    def _initialise(self, binaries: Path) -> None:
        with step("Creating this clone's PostgreSQL cluster"):
            shutil.rmtree(self.data, ignore_errors=True)
            scratch = self.home / "data.new"
            shutil.rmtree(scratch, ignore_errors=True)
            command = [binaries / "initdb", "-D", scratch, "-U", "postgres"]
            command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"]
            run(command, **self._as_owner())
            with (scratch / "postgresql.auto.conf").open("a") as settings:
                settings.writelines(f"{k} = '{v}'\n" for k, v in SETTINGS.items())
            scratch.rename(self.data)

    def _launch(self, binaries: Path) -> None:
        self.sockets.mkdir(exist_ok=True)
        self._give_to_owner(self.sockets)
        self.sockets.chmod(0o700)
        log = self.home / "log"
        started = self._pg_ctl(
            binaries,
            *("start", "-w", "-t", "60", "-l", log),
            *("-o", f"-k '{self.sockets}' -p {PORT}"),
        )
        if started.returncode:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise DevError(
                f"PostgreSQL does not start:\n{tail}\n"
                "`./dev reset` begins anew with an empty cluster."
            )
        self._create_role(binaries)

    def _create_role(self, binaries: Path) -> None:
        """Create Odoo's role: Odoo refuses to work as a superuser 'postgres'."""
        statement = (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname='{ROLE}') "
            f"THEN CREATE ROLE {ROLE} LOGIN CREATEDB; END IF; END $$"
        )
        psql = [binaries / "psql", "-X", "-h", self.sockets, "-p", PORT]
        run([*psql, "-U", "postgres", "-d", "postgres", "-c", statement])

    def _pg_ctl(self, binaries: Path, *arguments) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(part) for part in (binaries / "pg_ctl", "-D", self.data, *arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self._as_owner(),
        )

    def _as_owner(self) -> dict:
        """Return what makes subprocess give up root's rights."""
        # PostgreSQL wants a working directory that it may enter.
        options = {"cwd": "/", "env": {**ending.unmarked(), "LC_ALL": "C.UTF-8"}}
        if self.owner is None:
            return options
        identity = {"user": self.owner.pw_uid, "group": self.owner.pw_gid}
        return options | identity | {"extra_groups": []}

    def _give_to_owner(self, folder: Path) -> None:
        if self.owner is not None:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)


def _owner() -> pwd.struct_passwd | None:
    """Return whom root must become to run PostgreSQL; None for ordinary users."""
    if os.geteuid():
        return None
    _binaries()
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DevError("PostgreSQL refuses to run as root and there is nobody else.")


def _can_enter(who: pwd.struct_passwd, folder: Path) -> bool:
    probe = subprocess.run(
        ["test", "-x", str(folder)],
        user=who.pw_uid,
        group=who.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return probe.returncode == 0


def _binaries(data: Path | None = None) -> Path:
    """Return the newest installed PostgreSQL's, or the one that made ``data``."""
    apt.install_missing("the database", {"postgresql": bool(_installed())})
    installed = _installed()
    if data is None or not (data / "PG_VERSION").exists():
        return installed[max(installed)]
    version = int((data / "PG_VERSION").read_text())
    if version not in installed:
        raise DevError(
            f"This clone's cluster was made by PostgreSQL {version}, which is gone.\n"
            "Install it again, or `./dev reset` to begin anew."
        )
    return installed[version]


def _installed() -> dict[int, Path]:
    """Return the folders of complete PostgreSQL servers by major version."""
    found = {
        int(path.parent.parent.name): path.parent
        for path in Path("/usr/lib/postgresql").glob("[1-9]*/bin/initdb")
    }
    if not found and (initdb := shutil.which("initdb")):
        version = run([initdb, "--version"]).stdout.split()[-1]
        found[int(version.split(".")[0])] = Path(initdb).resolve().parent
    return found
