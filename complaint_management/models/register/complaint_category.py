from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintCategory(models.Model):
    """What the complaint is about: a tree. A category may define its own
    properties, such as a contract, a batch number or a sample (P04, P11, P21)."""

    _name = "complaint.category"
    _inherit = ["complaint.cached.name.mixin", "complaint.part.mixin"]
    _description = "Complaint Category"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    parent_id = fields.Many2one(
        "complaint.category", "Parent Category", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("complaint.category", "parent_id", "Subcategories")
    company_id = fields.Many2one("res.company", index=True)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    properties_definition = fields.PropertiesDefinition("Complaint Properties")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = (
                f"{parent} / {category.name}" if parent else category.name
            )

    @api.depends("name", "complete_name")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_full_name(self):
        """Built from the translated names, unlike the stored sorting key."""
        names = []
        ancestor = self
        while ancestor:
            names.insert(0, ancestor.name or "")
            ancestor = ancestor.parent_id
        return " / ".join(names)

    @api.model
    def name_create(self, name):
        """A category made while it is chosen or imported: its path follows from it."""
        category = self.create({"name": name})
        return category.id, category.display_name

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot be its own parent: choose another one.")
            )
