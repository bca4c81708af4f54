from functools import partial

from lxml import etree

from odoo.tests import tagged

from .assignment_common import AssignmentCommon

RELATIONAL = ("many2one", "many2many", "one2many")


@tagged("post_install", "-at_install", "complaint", "complaint_performance")
class TestAssignmentPerformance(AssignmentCommon):
    """Ten times the records cost the same number of queries, with the rules on."""

    def _get_specification(self, model, view_type):
        arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
        names = {
            node.get("name")
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].type in RELATIONAL
            else {}
            for name in names
        }

    def _count_queries(self, call):
        """The queries of the call, after one that warms the caches of rules and
        views."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def _dispatch_many(self, count):
        complaints = self.env["complaint.complaint"]
        for _index in range(count):
            complaints |= self._create_complaint(user_id=self.user_agent.id)
        wizard = self.env["complaint.complaint.dispatch"].with_user(self.user_agent)
        wizard.create(
            {
                "complaint_ids": complaints.ids,
                "department_ids": self.department_quality.ids,
            }
        ).action_dispatch()
        return complaints

    def _check_constant(self, model_name, user, view_type):
        model = self.env[model_name].with_user(user)
        specification = self._get_specification(model, view_type)

        def read():
            found = model.web_search_read([], specification)
            self.assertTrue(found["records"])

        few = self._count_queries(read)
        self._dispatch_many(18)
        self.assertEqual(self._count_queries(read), few)

    def test_assignment_list_and_kanban(self):
        self._dispatch_many(2)
        for view_type in ("list", "kanban"):
            with self.subTest(view_type=view_type):
                self._check_constant(
                    "complaint.assignment", self.user_respondent, view_type
                )

    def test_complaint_list_and_kanban(self):
        self._dispatch_many(2)
        for view_type in ("list", "kanban"):
            with self.subTest(view_type=view_type):
                self._check_constant("complaint.complaint", self.user_agent, view_type)

    def test_form_does_not_depend_on_other_records(self):
        complaint = self._dispatch_many(2)[:1]
        documents = (
            complaint.with_user(self.user_agent),
            complaint.assignment_ids.with_user(self.user_respondent),
        )
        reads = []
        for document in documents:
            specification = self._get_specification(document, "form")
            reads.append(partial(document.web_read, specification))
        few = [self._count_queries(read) for read in reads]
        self._dispatch_many(18)
        for read, count in zip(reads, few, strict=True):
            self.assertLessEqual(self._count_queries(read), count)
            self.assertLessEqual(count, 40)
