"""Workers as processes of their own, that run at once or are killed in the middle."""

import subprocess

from .polling import wait_until

# a killed process leaves its connection to finish the statement at hand
BUSY = """SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def start_worker(testbed, database, work):
    """A process that does the work: Python code with ``env``."""
    worker = subprocess.Popen(
        [*testbed.odoo.command, "shell", "-d", database, "--no-http"],
        env=testbed.odoo.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    worker.stdin.write(work)
    worker.stdin.close()
    return worker


def run_two_at_once(testbed, database, work):
    """Let two workers do the same work, then a third one what was left locked."""
    workers = [start_worker(testbed, database, work) for _number in range(2)]
    for worker in workers:
        worker.wait(timeout=600)
    testbed.shell(database, work)


def kill_in_the_middle(testbed, database, work, progress):
    """Kill a worker as soon as some of its work is committed.

    :param str progress: SQL that counts what is done
    :return: how much was done in the end
    """

    def count(query):
        return int(testbed.databases.query(database, query))

    worker = start_worker(testbed, database, work)
    wait_until(
        lambda: count(progress) or worker.poll() is not None,
        "some work is committed",
        pause=0.05,
    )
    worker.kill()
    worker.wait()
    wait_until(lambda: not count(BUSY), "the killed worker's connection ended")
    return count(progress)
