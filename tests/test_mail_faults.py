"""Whatever happens on the way of a mail: one case, or an entry in the tray.

One server of several processes, a real mailbox and a real mail server at the other end;
no mail of the whole run may be missing or have two cases at its end.
"""

import os
import random
import subprocess
import threading
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from devkit import programs
from devkit.testbed import Testbed, free_port
from support.dovecot import Dovecot
from support.json2 import Json2
from support.mail_desk import DESK, POP_USER, SECOND_DESK, MailDesk
from support.polling import wait_until
from support.smtp_sink import HANG_UP, SmtpSink
from support.web_session import WebSession

SEED = 20260306
# Seconds between two accidents: a process starts within two.
PAUSES = (0.5, 3)
KILLS = 8
KILL_9 = "kill -9 $ODOO; sleep 60"
TERMINATE = 'psql -q -d postgres -c "SELECT pg_terminate_backend($BACKEND)" >/dev/null'
CONFLICT = "false"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The desk; its server's log is full of the errors that the tests provoke."""
    program = programs.find("dovecot")
    if not program:
        pytest.skip("Dovecot is missing: install the package dovecot-imapd.")
    testbed = Testbed()
    with (
        testbed.database("ready", "complaint_fault") as database,
        Dovecot(program, free_port()) as mailbox,
        SmtpSink(free_port()) as sink,
    ):
        faults = tmp_path_factory.mktemp("faults")
        desk = MailDesk(testbed, database, mailbox, sink, faults)
        desk.set_up()
        options = ("--workers=2", "--max-cron-threads=2", "--log-level=info")
        desk.server = testbed.server(database, *options)
        with desk.server:
            yield desk


def assert_each_has_one_case(desk, subjects):
    """Each message has one complaint, or one entry in the tray that says why not."""
    fates, complaints = desk.fates(), desk.complaints()
    lost = [s for s in subjects if s not in fates]
    assert not lost
    twins = [s for s in subjects if complaints.get(s, (0,))[0] > 1]
    assert not twins
    in_tray = [s for s in subjects if s not in complaints]
    for subject in in_tray:
        assert fates[subject] == [["held", "unanswered", "0", fates[subject][0][3]]]
    return in_tray


def assert_acknowledged(desk, subjects):
    """Each customer was told, by one letter: its copies have the same Message-ID."""
    for subject in subjects:
        letters = desk.sink.sent_to(desk.address(subject))
        assert len({letter["Message-ID"] for letter in letters}) == 1, subject
    complaints = desk.complaints()
    untold = [s for s in subjects if complaints[s][1] != 1]
    assert not untold


@pytest.mark.parametrize("with_id", [True, False], ids=["with_id", "without_id"])
@pytest.mark.parametrize(
    ("point", "command"),
    [
        ("store", KILL_9),
        ("process", KILL_9),
        ("mark", KILL_9),
        ("process", TERMINATE),
        ("store", CONFLICT),
        ("process", CONFLICT),
        ("store", "kick"),
        ("mark", "kick"),
    ],
    ids=[
        "killed_between_fetch_and_store",
        "killed_while_the_complaint_is_made",
        "killed_before_it_is_marked_as_read",
        "database_session_ended",
        "conflict_while_it_is_stored",
        "conflict_while_the_complaint_is_made",
        "mailbox_session_ended_before_it_is_stored",
        "mailbox_session_ended_before_it_is_marked",
    ],
)
def test_fault_at_an_exact_point(desk, point, command, with_id):
    if command == "kick":
        command = f"{desk.mailbox.kick_command()} || :"
    desk.prepare_fault(point, command)
    messages = [desk.write(with_id=with_id) for _number in range(3)]
    subjects = desk.subjects[-3:]
    desk.mailbox.deliver(*messages)
    desk.wake()
    wait_until(lambda: desk.has_struck(point), f"the fault at {point} happens")
    desk.pass_time()
    desk.settle()
    assert not assert_each_has_one_case(desk, subjects)
    assert_acknowledged(desk, subjects)


@pytest.mark.parametrize("with_id", [True, False], ids=["with_id", "without_id"])
@pytest.mark.parametrize(
    ("point", "command"),
    [("store", KILL_9), ("mark", KILL_9), ("mark", "kick"), ("store", CONFLICT)],
    ids=[
        "killed_between_fetch_and_store",
        "killed_before_it_is_deleted",
        "mailbox_session_ended_before_it_is_deleted",
        "conflict_while_it_is_stored",
    ],
)
def test_fault_while_mail_comes_by_pop(desk, point, command, with_id):
    """By POP a message is deleted once it is stored, and not before."""
    if command == "kick":
        command = f"{desk.mailbox.kick_command(POP_USER)} || :"
    desk.prepare_fault(point, command)
    messages = [desk.write(with_id=with_id) for _number in range(3)]
    subjects = desk.subjects[-3:]
    desk.mailbox.deliver(*messages, user=POP_USER)
    desk.wake()
    wait_until(lambda: desk.has_struck(point), f"the fault at {point} happens")
    desk.pass_time()
    desk.settle()
    assert desk.mailbox.count(POP_USER) == 0
    assert not assert_each_has_one_case(desk, subjects)
    assert_acknowledged(desk, subjects)


def during(desk, count, accident, number):
    """Have accidents while messages come in; return the subjects of these."""
    dice = random.Random(SEED)
    first = len(desk.subjects)
    postman = threading.Thread(
        target=lambda: [desk.deliver(10) for _bundle in range(count // 10)]
    )
    postman.start()
    for _accident in range(number):
        desk.wake()
        time.sleep(dice.uniform(*PAUSES))
        accident(dice)
    postman.join()
    desk.pass_time()
    desk.settle()
    return desk.subjects[first:]


def test_kill_9_at_random_moments(desk):
    subjects = during(desk, 220, desk.kill_somebody, KILLS)
    in_tray = assert_each_has_one_case(desk, subjects)
    assert len(in_tray) <= KILLS // 2
    assert_acknowledged(desk, [s for s in subjects if s not in in_tray])


def test_database_sessions_end_at_random_moments(desk):
    subjects = during(desk, 80, lambda dice: desk.terminate_sessions(), 4)
    assert not assert_each_has_one_case(desk, subjects)
    assert_acknowledged(desk, subjects)


def test_mailbox_sessions_end_at_random_moments(desk):
    kick = desk.mailbox.kick_command()
    subjects = during(
        desk, 80, lambda dice: subprocess.run(["sh", "-c", kick], check=False), 6
    )
    assert not assert_each_has_one_case(desk, subjects)


# ------------------------------------------------------------
# LETTERS
# ------------------------------------------------------------


@pytest.fixture
def told(desk):
    """Gives how many of the subjects are acknowledged, and how many cannot be."""

    def told(subjects):
        complaints = desk.complaints()
        counts = [complaints[subject][1:] for subject in subjects]
        return tuple(map(sum, zip(*counts, strict=True)))

    return told


def test_mail_server_is_down(desk, told):
    desk.sink.close()
    try:
        subjects = desk.deliver(60)
        desk.settle()
        assert told(subjects) == (0, 0)
    finally:
        desk.sink.open()
    desk.pass_time()
    desk.wake()
    wait_until(lambda: told(subjects) == (60, 0), "all are told", pause=0.5)
    assert_acknowledged(desk, subjects)


def test_mail_server_wants_it_later(desk, told):
    desk.sink.answer_next("451 4.7.1 Greylisted", "452 4.3.1 Disk full")
    subjects = desk.deliver(2)
    desk.settle()
    assert told(subjects) == (0, 0)
    # not at once: the mail server has asked for time
    desk.wake()
    time.sleep(1)
    assert told(subjects) == (0, 0)
    desk.pass_time()
    desk.wake()
    wait_until(lambda: told(subjects) == (2, 0), "all are told", pause=0.5)
    assert_acknowledged(desk, subjects)


def test_mail_server_hangs_up(desk, told):
    desk.sink.answer_next(HANG_UP)
    subjects = desk.deliver(2)
    desk.settle()
    wait_until(lambda: told(subjects) == (2, 0), "all are told", pause=0.5)
    assert_acknowledged(desk, subjects)


def test_mail_server_refuses_for_good(desk, told):
    messages = [desk.write(), desk.write()]
    unknown, refused = subjects = desk.subjects[-2:]
    desk.sink.refuse(desk.address(unknown), "550 5.1.1 No such user")
    desk.mailbox.deliver(messages[0])
    desk.settle()
    desk.sink.answer_next("554 5.7.1 Content refused")
    desk.mailbox.deliver(messages[1])
    desk.settle()
    assert told(subjects) == (0, 2)
    # nobody insists
    desk.pass_time()
    desk.wake()
    time.sleep(2)
    assert told(subjects) == (0, 2)
    assert not desk.sink.sent_to(desk.address(refused))


# ------------------------------------------------------------
# DISK
# ------------------------------------------------------------


@pytest.fixture
def full_filestore(desk):
    """A filestore without room; gives what makes room."""
    folder = desk.testbed.odoo.data_dir / "filestore" / desk.database
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Only whoever may mount a small disk can test a full one.")

    def make_room():
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        # a minute passes on the disk as well
        for path in folder.rglob("*"):
            os.utime(path, (0, 0))

    yield make_room
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_filestore_is_full(desk, full_filestore):
    make_room = full_filestore
    photo = random.Random(SEED).randbytes(200_000)
    messages = [desk.write(file=photo) for _number in range(5)]
    subjects = desk.subjects[-5:]
    desk.mailbox.deliver(*messages)
    desk.wake()
    wait_until(lambda: desk.failures(subjects) == 5, "all fail", pause=1)
    make_room()
    desk.pass_time()
    desk.settle()
    assert not assert_each_has_one_case(desk, subjects)
    assert_acknowledged(desk, subjects)
    assert desk.read_files(subjects) == [photo] * 5


# ------------------------------------------------------------
# TWICE
# ------------------------------------------------------------


@pytest.fixture
def mail_servers(desk):
    """Hands one message over many times at the same moment."""
    admin = WebSession(desk.server.url, desk.database, "admin")
    key = admin.new_api_key("Mail server")

    def deliver(message, times):
        barrier = threading.Barrier(times)
        content = b64encode(message).decode()

        def hand_over(_number):
            server = Json2(desk.server.url, desk.database, key)
            barrier.wait()
            return server.call("complaint.intake", "deliver", message=content)

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(hand_over, range(times)))

    return deliver


@pytest.mark.parametrize("with_id", [True, False], ids=["with_id", "without_id"])
def test_same_message_many_times_at_once(desk, mail_servers, with_id):
    message = desk.write(with_id=with_id)
    assert all(mail_servers(message, 20))
    desk.settle()
    [subject] = desk.subjects[-1:]
    assert not assert_each_has_one_case(desk, [subject])
    assert len(desk.fates()[subject]) == 1
    assert_acknowledged(desk, [subject])


@pytest.mark.parametrize("with_id", [True, False], ids=["with_id", "without_id"])
def test_same_message_again_and_in_two_mailboxes(desk, with_id):
    message = desk.write(with_id=with_id)
    copy = b"Received: from mx2.example by desk.example\r\n" + message
    desk.mailbox.deliver(message, message)
    desk.settle()
    desk.mailbox.deliver(copy)
    desk.mailbox.deliver(copy, user="second")
    desk.settle()
    [subject] = desk.subjects[-1:]
    assert not assert_each_has_one_case(desk, [subject])
    assert len(desk.fates()[subject]) == 1


def test_one_message_to_two_desks(desk):
    """To one desk and, as blind copy, to another: each has its entry."""
    message = desk.write()
    desk.mailbox.deliver(f"Delivered-To: {DESK}\r\n".encode() + message)
    desk.mailbox.deliver(
        f"Delivered-To: {SECOND_DESK}\r\n".encode() + message, user="second"
    )
    desk.settle()
    [subject] = desk.subjects[-1:]
    assert desk.complaints()[subject][0] == 1
    first, second = desk.fates()[subject]
    assert {first[3], second[3]} == {"1", "2"}
    assert first[2] == second[2] != "0"


def test_other_text_under_the_same_message_id_is_kept(desk):
    message = desk.write()
    desk.mailbox.deliver(message, message + b"\r\nAnd I want my money back!")
    desk.settle()
    [subject] = desk.subjects[-1:]
    assert desk.complaints()[subject][0] == 1
    fates = desk.fates()[subject]
    assert [fate[0] for fate in fates] == ["processed", "processed"]
    assert fates[0][2] == fates[1][2] != "0"


# ------------------------------------------------------------
# IN ALL
# ------------------------------------------------------------


def test_nothing_of_the_whole_run_is_lost_or_doubled(desk):
    desk.settle()
    assert_each_has_one_case(desk, desk.subjects)
    if len(desk.subjects) < 450:
        pytest.skip("Only some of the tests have run.")
    assert len(desk.subjects) >= 500
