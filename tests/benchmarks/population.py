"""Fills a database with many complaints, as years of work would leave them.

A few records are made by the ORM, then cloned in SQL with other values, so that what
the ORM computes once is right in every clone. The floor gets the same load.
"""

import os

from cloning import clone, draw, pick, vacuum

from odoo.tools import SQL

from odoo.addons.complaint_management.models.register import (
    complaint_search_mixin,
    complaint_similarity_mixin,
)

COMPLAINTS = int(os.environ.get("BENCH_SIZE", "1000000"))
CUSTOMERS = max(COMPLAINTS // 10, 1000)
OPEN_EVERY = 50  # 2 % of the complaints are open: the others have years behind them
BRANCH_PERCENT = 1
AGENTS = 10  # of each desk
MONTHS = 24
FILLED = "complaint_benchmark.filled"

# subjects are put together from a place, a matter and a problem
WORDS = """\
门店 官网 电话 仓库 北京 上海 广州 深圳 成都 武汉 南京 西安 重庆 杭州 天津 苏州
包裹 手机 冰箱 空调 电视 洗衣机 热水器 账单 发票 合同 保险 维修 安装 退款 客服 司机
迟到 噪音 异味 缺件 错发 多收费 态度差 不制冷 漏电 划痕 变形 失灵 死机 服务慢 破损
"""
PLACES, MATTERS, PROBLEMS = (line.split() for line in WORDS.splitlines())
RARE_PROBLEM, RARE_EVERY = "漏水", 2000
SECOND_STAGE = "Second Opinion"  # in the phase of investigation

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何林罗高"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国海燕雪松"


def fill(env, *peers):
    """Fill the database unless it is filled already, in one transaction.

    :param peers: functions that fill further models with the same load
    """
    if env["ir.config_parameter"].get_param(FILLED):
        return
    # sorting for indexes is most of the work
    env.cr.execute(
        "SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL work_mem = '256MB'"
    )
    desks = create_desks(env)
    create_customers(env)
    complaints = _create_complaints(env, desks)
    _clone_complaints(env, complaints, desks)
    _clone_floor(env)
    for fill_peer in peers:
        fill_peer(env)
    env["ir.config_parameter"].set_param(FILLED, "1")
    env.cr.commit()
    vacuum(env)
    env.invalidate_all()


def agent(env, desk="main", number=0):
    """An agent of the main desk, or of the branch."""
    return env["res.users"].search([("login", "=", f"bench_{desk}_{number}")])


def create_desks(env):
    """The main desk and a small branch, each with its agents."""
    groups = [env.ref("complaint_management.group_complaint_agent").id]
    desks = {}
    for desk in ("main", "branch"):
        users = env["res.users"].create(
            [
                {
                    "name": f"Agent {desk} {number}",
                    "login": f"bench_{desk}_{number}",
                    "email": f"agent{number}@{desk}.example",
                    "group_ids": [(4, group) for group in groups],
                    "notification_type": "inbox",
                }
                for number in range(AGENTS)
            ]
        )
        desks[desk] = env["complaint.team"].create(
            {
                "name": f"Desk {desk}",
                "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
            }
        )
    return desks


def create_procedure(env, limits):
    """A procedure in which so many deadlines begin to run with each complaint."""
    closed = env["complaint.milestone.type"].search([("code", "=", "closed")])
    return env["complaint.procedure"].create(
        {
            "name": f"{limits} limits",
            "limit_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"Limit {number}",
                        "start_code": "registered",
                        "target_ids": closed.ids,
                        "duration": number,
                        "unit": "working_days",
                    },
                )
                for number in range(1, limits + 1)
            ],
        }
    )


def create_customers(env):
    """Customers with a Chinese name; ``bench_customer`` numbers them."""
    model = env["res.partner"]
    first = model.create({"name": "客户", "email": "c@example.com", "phone": "139"})
    env.flush_all()
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE bench_customer (
            n integer PRIMARY KEY, id integer, name varchar, key varchar, email varchar,
            phone varchar
        )
        """
    )
    rows = [_customer_row(number) for number in range(CUSTOMERS)]
    for start in range(0, CUSTOMERS, 10_000):
        chunk = rows[start : start + 10_000]
        env.cr.execute_values("INSERT INTO bench_customer VALUES %s", chunk)
    env.cr.execute("UPDATE bench_customer SET id = nextval('res_partner_id_seq')")
    clone(
        env,
        "res_partner",
        first.ids,
        "bench_customer b",
        id="b.id",
        commercial_partner_id="b.id",
        name="b.name",
        complete_name="b.name",
        email="b.email",
        email_normalized="b.email",
        phone="b.phone",
    )


def _customer_row(number):
    name = (
        SURNAMES[number % len(SURNAMES)]
        + GIVEN[number // 20 % len(GIVEN)]
        + GIVEN[number // 700 % len(GIVEN)]
        + (GIVEN[number // 25_000 % len(GIVEN)] if number >= 25_000 else "")
    )
    email = f"customer{number}@mail{number % 50}.example"
    phone = f"1{3_800_000_000 + number * 13}"
    return (number, None, name, _encode(name)[0], email, phone)


def _create_complaints(env, desks):
    """One complaint of the ORM for each stage; a category list worth a pivot."""
    env["complaint.stage"].create({"name": SECOND_STAGE, "phase": "investigation"})
    products = env.ref("complaint_management.complaint_category_product")
    services = env.ref("complaint_management.complaint_category_service")
    env["complaint.category"].create(
        [
            {"name": f"Category {number}", "parent_id": parent.id}
            for number in range(15)
            for parent in (products, services)
        ]
    )
    model = env["complaint.complaint"].with_user(agent(env))
    complaints = model.browse()
    for stage in env["complaint.stage"].search([]):
        values = {
            "name": stage.name,
            "stage_id": stage.id,
            "team_id": desks["main"].id,
            "user_id": agent(env).id,
            "partner_id": env.ref("base.partner_admin").id,
            "category_id": products.id,
            "description": "<p>包裹到了，但里面的手机已经破损，客户要求换货。</p>",
            "demand": "换货",
        }
        if stage.phase == "closed":
            values |= {"validity": "valid", "outcome": "solved"}
        complaints |= model.create(values)
    env.flush_all()
    return complaints.with_env(env)


def _clone_complaints(env, complaints, desks):
    """Clone the complaints, with their milestones, activities and barred users."""
    _create_phrases(env)
    first = env["complaint.complaint"].search([], order="id desc", limit=1).id + 1
    closed = complaints.filtered(lambda complaint: complaint.phase == "closed")
    users = {
        desk: [user.id for user in desks[desk].member_ids.user_id] for desk in desks
    }
    categories = env["complaint.category"].search([]).ids
    zone = desks["main"].calendar_id.tz
    is_open = f"i % {OPEN_EVERY} = 0"
    is_branch = f"{draw(1, 100)} < {BRANCH_PERCENT}"
    member = (
        f"CASE WHEN {is_branch} THEN {pick(2, users['branch'])}"
        f" ELSE {pick(2, users['main'])} END"
    )
    source = f"""
        (
            SELECT i, {first} + i AS id, {member} AS user_id,
                   CASE WHEN {is_branch} THEN {desks["branch"].id}
                        ELSE {desks["main"].id} END AS team_id,
                   CASE WHEN {is_open} THEN {pick(3, (complaints - closed).ids)}
                        ELSE {closed[:1].id} END AS template_id,
                   now()::timestamp(0)
                   - ({COMPLAINTS} - i) * interval '{MONTHS} months' / {COMPLAINTS}
                   AS received,
                   {draw(4, CUSTOMERS)} AS customer,
                   {draw(5, len(PLACES))} AS place,
                   {draw(6, len(MATTERS))} AS matter,
                   CASE WHEN {draw(7, RARE_EVERY)} = 0 THEN {len(PROBLEMS)}
                        ELSE {draw(8, len(PROBLEMS))} END AS problem
              FROM generate_series(0, {COMPLAINTS} - 1) i
             OFFSET 0
        ) b
        JOIN bench_customer c ON c.n = b.customer
        JOIN bench_phrase p1 ON p1.list = 'place' AND p1.n = b.place
        JOIN bench_phrase p2 ON p2.list = 'matter' AND p2.n = b.matter
        JOIN bench_phrase p3 ON p3.list = 'problem' AND p3.n = b.problem
    """
    number = "to_char(b.received, '\"C\"YYYY-') || lpad(i::text, 7, '0')"
    clone(
        env,
        "complaint_complaint",
        complaints.ids,
        source,
        template="b.template_id",
        id="b.id",
        number=number,
        name="p1.text || p2.text || p3.text",
        search_key=f"concat_ws(' ', lower({number}), p1.key || p2.key || p3.key, c.key,"
        " c.email, c.phone)",
        similarity_key="CASE WHEN t.similarity_key IS NOT NULL"
        " THEN p1.words || p2.words || p3.words END",
        period="to_char(b.received AT TIME ZONE 'UTC'"
        f" AT TIME ZONE '{zone}', 'YYYY-MM')",
        partner_id="c.id",
        customer_name="c.name",
        email_from="c.email",
        email_normalized="c.email",
        phone="c.phone",
        phone_key="right(c.phone, 9)",
        team_id="b.team_id",
        user_id=f"CASE WHEN {draw(9, 10)} > 0 THEN b.user_id END",
        first_contact_id="b.user_id",
        registered_by_id="b.user_id",
        category_id=pick(10, categories),
        priority="(ARRAY['0', '1', '1', '1', '1', '1', '1', '1', '2', '3'])"
        f"[1 + {draw(11, 10)}]",
        date_received="b.received",
        create_date="b.received",
        write_date="b.received",
        date_closed="CASE WHEN t.date_closed IS NOT NULL"
        " THEN b.received + interval '5 days' END",
    )
    env.cr.execute(
        "SELECT setval('complaint_complaint_id_seq', %s)", [first + COMPLAINTS]
    )
    _clone_milestones(env, complaints, first)
    env.cr.execute(
        SQL(
            """
            INSERT INTO complaint_complaint_barred_user_rel
                   (complaint_complaint_id, res_users_id)
            SELECT id, %(user_id)s FROM complaint_complaint WHERE id %% 1000 = 0
            """,
            user_id=users["main"][-1],
        )
    )
    _check_clones(env["complaint.complaint"].browse(range(first, first + 60)))


def _create_phrases(env):
    env.cr.execute(
        "CREATE TEMPORARY TABLE bench_phrase"
        " (list varchar, n integer, text varchar, key varchar, words varchar,"
        " PRIMARY KEY (list, n))"
    )
    lists = (
        ("place", PLACES),
        ("matter", MATTERS),
        ("problem", [*PROBLEMS, RARE_PROBLEM]),
    )
    rows = [
        (name, number, text, *_encode(text))
        for name, texts in lists
        for number, text in enumerate(texts)
    ]
    env.cr.execute_values("INSERT INTO bench_phrase VALUES %s", rows)


def _encode(text):
    """The keys by which a subject is found, and compared with others."""
    return (
        complaint_search_mixin.encode_search_text(text),
        complaint_similarity_mixin.encode_similar_text(text),
    )


def _clone_milestones(env, complaints, first):
    """The milestones of the complaint of the ORM, at the times of its clones."""
    clone(
        env,
        "complaint_milestone",
        complaints.milestone_ids.filtered(lambda m: m.code == "received").ids[:1],
        "(SELECT id, date_received AS at FROM complaint_complaint"
        f" WHERE id >= {first}) b",
        id="nextval('complaint_milestone_id_seq')",
        complaint_id="b.id",
        date="b.at",
    )


def draw_documents():
    """As many rows as there are complaints, each of a customer and with two phrases."""
    return f"""
        generate_series(1, {COMPLAINTS}) i
        JOIN bench_customer c ON c.n = {draw(4, CUSTOMERS)}
        JOIN bench_phrase p1 ON p1.list = 'place' AND p1.n = {draw(5, len(PLACES))}
        JOIN bench_phrase p2 ON p2.list = 'matter' AND p2.n = {draw(6, len(MATTERS))}
    """


def _clone_floor(env):
    """As many floor documents, in as many stages, of the same customers."""
    first = env["complaint.floor"].create({"name": "Floor"})
    stages = env["complaint.floor.stage"].search([])
    env.flush_all()
    clone(
        env,
        "complaint_floor",
        first.ids,
        draw_documents(),
        id=f"{first.id} + i",
        name="p1.text || p2.text",
        partner_id="c.id",
        stage_id=f"CASE WHEN i % {OPEN_EVERY} = 0 THEN {pick(3, stages[:-1].ids)}"
        f" ELSE {stages[-1].id} END",
        create_date=f"now()::timestamp(0)"
        f" - ({COMPLAINTS} - i) * interval '{MONTHS} months' / {COMPLAINTS}",
    )
    env.cr.execute(
        "SELECT setval('complaint_floor_id_seq', %s)", [first.id + COMPLAINTS]
    )


def _check_clones(complaints):
    """What the clones store must be what the ORM would compute."""
    for name in ("search_key", "similarity_key", "period"):
        field = complaints._fields[name]
        stored = complaints.mapped(name)
        complaints.env.add_to_compute(field, complaints)
        if complaints.mapped(name) != stored:
            raise ValueError(f"{name}: {stored}, not {complaints.mapped(name)}")
