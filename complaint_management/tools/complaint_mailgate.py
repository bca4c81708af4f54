#!/usr/bin/env python3
"""Hand one message from the mail server's pipe to the complaint desks.

    complaints: "|/path/to/complaint_mailgate.py --url https://erp.example
                 --database prod --key-file /etc/complaint_mailgate.key
                 --recipient ${recipient}"

The message is read as bytes and sent as base64, so that no charset can damage it. The
user of the key needs the group "Complaint Mail Gateway" and nothing else. Needs only
Python's standard library. Exit codes follow sysexits.h: whenever the message may not
have been stored, the mail server is asked to try again (75), never to bounce.
"""

import argparse
import base64
import json
import sys
import urllib.request
from pathlib import Path

EX_OK, EX_NOUSER, EX_TEMPFAIL = 0, 67, 75
TIMEOUT_SECONDS = 120


def read_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="address of the Odoo server")
    parser.add_argument("--database", help="needed when the server has several")
    parser.add_argument(
        "--key-file", required=True, type=Path, help="file with the API key"
    )
    parser.add_argument(
        "--recipient", help="address to which the message was delivered"
    )
    return parser.parse_args(arguments)


def deliver(options, raw):
    """Hand the message over.

    :return: exit code for the mail server
    """
    key = options.key_file.read_text(encoding="ascii").strip()
    headers = {
        "Authorization": f"bearer {key}",
        "Content-Type": "application/json; charset=utf-8",
    }
    if options.database:
        headers["X-Odoo-Database"] = options.database
    content = {
        "message": base64.b64encode(raw).decode("ascii"),
        "recipient": options.recipient or "",
    }
    request = urllib.request.Request(
        f"{options.url.rstrip('/')}/json/2/complaint.intake/deliver",
        data=json.dumps(content).encode("ascii"),
        headers=headers,
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        is_ours = json.loads(answer.read())
    return EX_OK if is_ours else EX_NOUSER


def main(arguments=None):
    options = read_arguments(arguments)
    raw = sys.stdin.buffer.read()
    try:
        return deliver(options, raw)
    except (OSError, ValueError) as error:
        # urllib's errors are OSErrors; the key is never part of them
        sys.stderr.write(f"complaint_mailgate: {type(error).__name__}: {error}\n")
        return EX_TEMPFAIL


if __name__ == "__main__":
    sys.exit(main())
