from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("complaint", "complaint_performance", "post_install", "-at_install")
class TestCachedNames(ComplaintCommon):
    """Names of settings cost no query, and are never those of yesterday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parent = cls.env["complaint.category"].create({"name": "Machines"})
        cls.part = cls.env["complaint.category"].create(
            {"name": "Pumps", "parent_id": cls.parent.id}
        )

    def test_names_cost_no_query(self):
        settings = (self.part, self.team, self.team.procedure_id)
        for record in settings:
            self.assertTrue(record.display_name)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            for record in settings:
                self.assertTrue(record.display_name)

    def test_renaming_is_seen_at_once(self):
        self.assertEqual(self.part.display_name, "Machines / Pumps")
        self.parent.name = "Engines"
        self.assertEqual(self.part.display_name, "Engines / Pumps")
        new = self.part.copy({"name": "Belts"})
        self.assertEqual(new.display_name, "Engines / Belts")
        new.active = False
        self.env.invalidate_all()
        self.assertEqual(new.display_name, "Engines / Belts")

    def test_each_language_has_its_names(self):
        chinese = self.part.with_context(lang="zh_CN")
        self.assertEqual(chinese.display_name, "Machines / Pumps")
        chinese.name = "泵"
        self.assertEqual(chinese.display_name, "Machines / 泵")
        self.parent.update_field_translations("name", {"zh_CN": "机器"})
        self.env.invalidate_all()
        self.assertEqual(chinese.display_name, "机器 / 泵")
        self.assertEqual(self.part.display_name, "Machines / Pumps")
