"""Statistics against a plain count, over cases made up by chance and over the public
service requests of New York City."""

import json
from collections import Counter
from datetime import datetime

import pytest
from support.nyc311 import DATETIME_FORMAT, Nyc311

# runs inside Odoo: any cases whatsoever are counted twice
PROOF = """
from collections import Counter
from datetime import datetime, timedelta
from hypothesis import given, settings, strategies as st

BEGIN, END = datetime(2026, 2, 1), datetime(2026, 3, 1)
categories = env["complaint.category"].search([], limit=3)
team = env["complaint.team"].search([], limit=1)
minutes = st.integers(-60 * 24 * 40, 60 * 24 * 40)
case = st.tuples(
    minutes,
    st.none() | st.integers(0, 60 * 24 * 60),
    st.sampled_from(range(len(categories))),
    st.sampled_from(["valid", "to_improve", "invalid", "malicious", "to_assess"]),
    st.sampled_from(["complaint", "praise"]),
    st.sampled_from(["first", "second", None]),
)


def fill(cases):
    records = env["complaint.complaint"].create([
        {
            "name": "Case", "is_historic": True, "team_id": team.id, "kind": kind,
            "category_id": categories[category].id, "validity": validity,
            "date_received": BEGIN + timedelta(minutes=received),
        }
        for received, closed, category, validity, kind, time in cases
    ])
    env.flush_all()
    for record, (received, closed, *_rest, time) in zip(records, cases):
        if closed is not None:
            env.cr.execute(
                "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s,"
                " close_time = %s WHERE id = %s",
                [BEGIN + timedelta(minutes=received + closed), time, record.id],
            )
    env.invalidate_all()
    return records


def count(cases):
    rows = [
        (
            BEGIN + timedelta(minutes=received),
            None if closed is None else BEGIN + timedelta(minutes=received + closed),
            categories[category].display_name, validity, time,
        )
        for received, closed, category, validity, kind, time in cases
        if kind == "complaint"
    ]
    inside = [row for row in rows if BEGIN <= row[0] < END]
    closed = [row for row in rows if row[1] and BEGIN <= row[1] < END]
    def open_at(moment):
        return sum(r[0] < moment and (not r[1] or r[1] >= moment) for r in rows)
    return {
        "received": len(inside), "closed": len(closed),
        "before": open_at(BEGIN), "after": open_at(END),
        "valid": sum(row[3] == "valid" for row in inside),
        "invalid": sum(row[3] in ("invalid", "malicious") for row in inside),
        "times": [row[4] for row in closed if row[4]],
    }, Counter(row[2] for row in inside)


def prove(cases):
    with env.cr.savepoint() as savepoint:
        fill(cases)
        statistics = env["complaint.statistics"].with_context(tz="UTC").create({
            "kind": "cases", "date_from": "2026-02-01", "date_to": "2026-02-28",
        })
        [table] = statistics._get_tables()
        names = [column.name for column in table.columns]
        total = dict(zip(names, table.get_total_values()))
        expected, by_category = count(cases)
        times = expected.pop("times")
        assert {name: total[name] for name in expected} == expected, (total, expected)
        if times:
            rate = times.count("first") / len(times)
            assert abs(total["first_rate"] - rate) < 1e-9
        else:
            assert total["first_rate"] is None
        received = names.index("received")
        rows = {row[0]: row[received] for row in table.get_values() if row[received]}
        assert rows == dict(by_category), (rows, by_category)
        savepoint.rollback()
        env.invalidate_all()


examples = settings(max_examples=30, deadline=None, database=None)
examples(given(st.lists(case, max_size=12))(prove))()
print("proven")
"""

FILL = """
import json
from datetime import datetime

rows = json.load(open({path!r}))
team = env["complaint.team"].search([], limit=1)
names = sorted(set(row[2] for row in rows))
categories = dict(zip(names, env["complaint.category"].create(
    [dict(name=name) for name in names]
).ids))
records = env["complaint.complaint"].create([
    dict(
        number="NYC" + key, name="Request", is_historic=True, team_id=team.id,
        category_id=categories[category], date_received=datetime.fromisoformat(received),
    )
    for key, received, category, closed in rows
])
env.flush_all()
for record, row in zip(records, rows):
    if row[3]:
        env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s"
            " WHERE id = %s", [row[3], record.id],
        )
env.cr.commit()
"""

COUNT = """
(lambda statistics: [
    [[figure.value for figure in row] for row in table.rows]
    for table in statistics._get_tables()
])(env["complaint.statistics"].with_context(tz="UTC").create(dict(
    kind="problems", date_from={begin!r}, date_to={end!r},
)))
"""


@pytest.fixture(scope="module")
def counted(testbed):
    with testbed.database("ready") as name:
        yield name


def test_any_cases_are_counted_right(testbed, counted):
    assert "proven" in testbed.shell(counted, PROOF)


def test_requests_of_a_city_are_counted_right(testbed, counted, shared, tmp_path):
    rows = []
    for row in Nyc311(shared).rows:
        received = datetime.strptime(row["Created Date"], DATETIME_FORMAT)
        closed = row["Closed Date"]
        if closed:
            closed = datetime.strptime(closed, DATETIME_FORMAT).isoformat(" ")
        rows.append(
            (row["Unique Key"], received.isoformat(" "), row["Complaint Type"], closed)
        )
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows))
    testbed.shell(counted, FILL.format(path=str(path)))
    month = Counter(row[1][:7] for row in rows).most_common(1)[0][0]
    begin, end = f"{month}-01", f"{month}-28"
    [problems, _customers] = testbed.evaluate(
        counted, COUNT.format(begin=begin, end=end)
    )
    expected = Counter(row[2] for row in rows if begin <= row[1][:10] <= end)
    assert {row[0]: row[1] for row in problems if row[1]} == dict(expected)
    assert problems[0][1] == max(expected.values())
