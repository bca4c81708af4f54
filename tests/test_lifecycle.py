"""Install, upgrade and uninstall on real data."""

import ast
import contextlib
import subprocess
import tarfile

import pytest
from devkit.paths import ADDON_NAME, ROOT
from support.footprint import Footprint
from support.server_log import assert_clean

# What users leave in a database apart from what the addon itself brings.
WORK = """
env = env(user=env.ref("base.user_admin"))
category = env.ref("complaint_management.complaint_category_delivery")
department = env["hr.department"].search([], limit=1)
complaint = env["complaint.complaint"].create(
    {"name": "Parcel broken", "category_id": category.id, "phone": "13800138000"}
)
complaint.message_post(
    body="Called back",
    attachments=[("photo.txt", b"broken")],
    subtype_xmlid="mail.mt_note",
)
complaint.message_subscribe(env.ref("base.partner_root").ids)
complaint.activity_schedule("mail.mail_activity_data_todo", summary="Call again")
assignment = env["complaint.assignment"].create(
    {"complaint_id": complaint.id, "department_id": department.id}
)
assignment.action_send()
env["ir.model.data"].create(
    {
        "module": "__import__",
        "name": "old_complaint_1",
        "model": "complaint.complaint",
        "res_id": complaint.id,
    }
)
team = env["complaint.team"].search([], limit=1)
team.alias_name = "complaints"
env["ir.filters"].create({"name": "Mine", "model_id": "complaint.complaint"})
env["ir.default"].set("complaint.complaint", "priority", "2")
env["base_import.mapping"].create(
    {"res_model": "complaint.complaint", "column_name": "Title", "field_name": "name"}
)
env["ir.exports"].create({"name": "All", "resource": "complaint.complaint"})
env.cr.commit()
"""
UPDATE_LIST = """
env["ir.module.module"].update_list()
env.cr.commit()
"""

DEPARTMENT = """
env["hr.department"].create({"name": "Quality"})
env.cr.commit()
"""
STATE = """
    SELECT c.number, c.name, c.phase, c.phone, count(a.id)
      FROM complaint_complaint c JOIN complaint_assignment a ON a.complaint_id = c.id
     GROUP BY c.id
"""


def run_odoo(testbed, *arguments):
    """Run Odoo once; its log must be clean."""
    done = testbed.run(*arguments)
    log = done.stdout + done.stderr
    assert done.returncode == 0, log[-4000:]
    assert_clean(log, f"odoo {' '.join(arguments)}")


def load(testbed, database, option, *options):
    """Install (-i) or upgrade (-u) the addon."""
    run_odoo(
        testbed,
        *(
            "server",
            "-d",
            database,
            option,
            ADDON_NAME,
            "--stop-after-init",
            "--no-http",
        ),
        *options,
    )


def test_uninstall_leaves_nothing(testbed):
    with testbed.database("deps") as database:
        # addons that came after the template was made are no traces of ours
        testbed.shell(database, DEPARTMENT + UPDATE_LIST)
        before = Footprint.take(testbed.databases, database)
        load(testbed, database, "-i")
        testbed.shell(database, WORK)
        assert Footprint.take(testbed.databases, database) != before
        run_odoo(testbed, "module", "uninstall", "-d", database, ADDON_NAME)
        after = Footprint.take(testbed.databases, database)
    left = before.differences(after)
    assert not left, "\n".join(left)


def earlier_versions():
    """The commits to upgrade from: the last one of the version before, then the last
    commits."""
    manifest = f"{ADDON_NAME}/__manifest__.py"
    version = ast.literal_eval((ROOT / manifest).read_text())["version"]
    born = git("log", "--format=%H", "--max-count=1", "-S", version, "--", manifest)
    before = git("rev-parse", f"{born}^") if born else ""
    commits = git("log", "--format=%H", "--max-count=6", "--", ADDON_NAME).split()
    return [before] * bool(before) + commits[1:]


def unpack(version, folder):
    """The folder of the addon as it was in a commit."""
    archive = folder / f"{version}.tar"
    git("archive", "--output", str(archive), version, ADDON_NAME)
    with tarfile.open(archive) as content:
        content.extractall(folder / version, filter="data")
    return folder / version


def git(*arguments):
    """What git prints; nothing when it fails."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode else done.stdout.strip()


def install_earlier(testbed, database, folder):
    """Install the newest earlier version that can be installed.

    A commit may be half of a change. Returns the option that makes Odoo use it.
    """
    for version in earlier_versions():
        addons = [*testbed.odoo.source.addons, unpack(version, folder)]
        path = f"--addons-path={','.join(map(str, addons))}"
        testbed.databases.create(database, "deps")
        with contextlib.suppress(AssertionError):
            load(testbed, database, "-i", path)
            return path
    return pytest.skip("There is no earlier version: this is no clone with a history.")


def test_upgrade_keeps_the_data(testbed, tmp_path):
    with testbed.database("deps") as database:
        earlier = install_earlier(testbed, database, tmp_path)
        testbed.shell(database, DEPARTMENT + WORK, earlier)
        before = testbed.databases.query(database, STATE)
        load(testbed, database, "-u")
        assert before
        assert testbed.databases.query(database, STATE) == before
