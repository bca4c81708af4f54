"""Asks the server what the web client asks, with the fields of the real views."""

from dataclasses import dataclass

from lxml import etree

# what the widgets read besides their own field
ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
WIDGET_FIELDS = dict.fromkeys(("list_activity", "kanban_activity"), ACTIVITY_FIELDS)
LIST_LIMIT = 80
KANBAN_LIMIT = 40
COUNT_LIMIT = 10000
PRIORITY_BAR = {"field": "priority", "colors": dict.fromkeys("0123", "info")}


@dataclass(frozen=True)
class View:
    """What the web client takes from a view: the fields it reads, as a specification,
    and up to how many documents it counts."""

    fields: dict
    count_limit: int


def default_view(model, view_type):
    """The default view of the model."""
    arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    count_limit = int(arch.get("count_limit", COUNT_LIMIT))
    return View(_fields_specification(model, arch), count_limit)


def open_list(model, domain, view):
    """Show the first page of a list."""
    return model.web_search_read(
        domain,
        view.fields,
        limit=LIST_LIMIT,
        order=None,
        count_limit=view.count_limit + 1,
    )


def open_kanban(model, domain, view, progress_bar=None):
    """Show the unfolded columns of a kanban, with or without a progress bar."""
    model.with_context(read_group_expand=True).web_read_group(
        domain,
        ["stage_id"],
        auto_unfold=True,
        unfold_read_specification=view.fields,
        unfold_read_default_limit=KANBAN_LIMIT,
    )
    if progress_bar:
        model.read_progress_bar(domain, "stage_id", progress_bar)


def open_pivot(model, domain, row, column):
    """Show counts by row and column, with their sums."""
    model.formatted_read_grouping_sets(
        domain, [[], [row], [column], [row, column]], ["__count"]
    )


def _fields_specification(model, arch):
    level = arch.xpath("count(ancestor::field)")
    spec = {}
    for node in arch.xpath(f".//field[count(ancestor::field) = {level}]"):
        field = model._fields[node.get("name")]
        spec[field.name] = _field_specification(model, field, node)
        for name in WIDGET_FIELDS.get(node.get("widget"), ()):
            spec[name] = _field_specification(model, model._fields[name])
    return spec


def _field_specification(model, field, node=()):
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    subviews = [child for child in node if child.tag in ("list", "kanban")]
    if field.type in ("one2many", "many2many") and subviews:
        comodel = model.env[field.comodel_name]
        lines = _fields_specification(comodel, subviews[0])
        return {"fields": lines, "limit": KANBAN_LIMIT, "order": ""}
    if field.type == "many2many":
        return {"fields": {"display_name": {}}}
    return {}
