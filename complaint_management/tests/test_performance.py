from lxml import etree

from odoo.tests import tagged, users, warmup

from .common import ComplaintCommon


@tagged("complaint", "complaint_performance", "post_install", "-at_install")
class TestPerformance(ComplaintCommon):
    """How many queries the daily work of an agent takes, whom record rules apply to.

    Costs in milliseconds are the business of the benchmarks.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "email": f"c{n}@x.example"} for n in range(100)]
        )
        cls.stage_second = cls.env["complaint.stage"].create(
            {"name": "Second New", "phase": "new"}
        )
        cls.complaints = cls._register(20)

    @classmethod
    def _prepare_values(cls, count):
        return [
            {
                "name": f"Parcel {number} arrived broken",
                "partner_id": cls.partners[number].id,
                "category_id": cls.category.id,
                "user_id": cls.user_agent.id,
            }
            for number in range(count)
        ]

    @classmethod
    def _register(cls, count):
        complaints = cls.env["complaint.complaint"].with_user(cls.user_agent)
        complaints = complaints.create(cls._prepare_values(count))
        return complaints.with_user(cls.env.user)

    def _get_fields(self, view_type):
        """The columns of the view that are not lists themselves."""
        complaints = self.env["complaint.complaint"]
        arch = etree.fromstring(complaints.get_view(view_type=view_type)["arch"])
        names = {node.get("name") for node in arch.iterfind(".//field")}
        return {
            name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            for name, field in complaints._fields.items()
            if name in names
        }

    def _count_queries(self, function, *args):
        """Queries of the call and of what it leaves to be written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    @users("complaint_agent")
    @warmup
    def test_list(self):
        """Complaints with the labels of what they refer to, and how many there are."""
        columns = self._get_fields("list")
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.env["complaint.complaint"].web_search_read(
                [("phase", "!=", "closed")], columns, limit=10, count_limit=10001
            )

    @users("complaint_agent")
    def test_list_of_twice_as_many(self):
        """The number of queries does not depend on the number of rows."""
        columns = self._get_fields("list")
        complaints = self.env["complaint.complaint"]
        counts = [
            self._count_queries(
                lambda limit: complaints.web_search_read([], columns, limit=limit),
                limit,
            )
            for limit in (20, 5, 10)
        ]
        self.assertEqual(counts[1], counts[2])

    @users("complaint_agent")
    @warmup
    def test_kanban(self):
        """Counts by column, the cards of each open one, and the progress bar."""
        cards = self._get_fields("kanban")
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            self.env["complaint.complaint"].web_read_group(
                [("phase", "!=", "closed")],
                ["stage_id"],
                auto_unfold=True,
                unfold_read_specification=cards,
            )
            self.env["complaint.complaint"].read_progress_bar(
                [("phase", "!=", "closed")],
                "stage_id",
                {"field": "priority", "colors": {"3": "danger"}},
            )

    @users("complaint_agent")
    @warmup
    def test_form(self):
        complaint = self.complaints[0].with_user(self.env.user)
        fields = self._get_fields("form")
        self.env.invalidate_all()
        with self.assertQueryCount(26):
            complaint.web_read(fields)

    def test_form_reads_no_lists(self):
        """Lists of parts are asked for when their page is opened, but for the items,
        which are entered together with the complaint."""
        complaints = self.env["complaint.complaint"]
        lists = {
            name
            for name in self._get_fields("form")
            if complaints._fields[name].type == "one2many"
        }
        self.assertEqual(lists, {"item_ids"})

    @users("complaint_agent")
    @warmup
    def test_stage_within_the_phase(self):
        """One UPDATE, and the log of what changed."""
        complaint = self.complaints[0].with_user(self.env.user)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            complaint.stage_id = self.stage_second
            self.env.cr.flush()

    @users("complaint_agent")
    @warmup
    def test_create(self):
        values = self._prepare_values(1)
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self.env["complaint.complaint"].create(values)
            self.env.cr.flush()

    @users("complaint_agent")
    def test_create_in_bulk(self):
        """Ten times as many complaints take no more queries: nothing is done complaint
        by complaint. (An INSERT takes up to 100 rows, two milestones a complaint.)"""
        complaints = self.env["complaint.complaint"]
        self._count_queries(complaints.create, self._prepare_values(1))
        one, ten, fifty = (
            self._count_queries(complaints.create, self._prepare_values(count))
            for count in (1, 10, 50)
        )
        self.assertLessEqual(ten, one)
        self.assertLessEqual(fifty, ten)

    def test_rules_are_looked_up_once(self):
        """Teams of agents come from the cache, until they change."""
        complaint = self.complaints[0].with_user(self.user_agent_other)
        self.assertFalse(complaint.has_access("read"))
        member = self.env["complaint.team.member"].create(
            {"team_id": self.team.id, "user_id": self.user_agent_other.id}
        )
        self.assertTrue(complaint.has_access("read"))
        member.unlink()
        self.assertFalse(complaint.has_access("read"))
