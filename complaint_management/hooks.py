"""What Odoo itself does not clean up when the addon is uninstalled."""

from odoo.tools import SQL

ADDON = "complaint_management"

# Odoo's own tables that know a model by its name only.
NAMED_BY_USERS = {
    "base_import_mapping": "res_model",
    "ir_exports": "resource",
    "ir_filters": "model_id",
}

# What Odoo's addons register for mixins on our models, and would keep as orphans.
FOREIGN_EXTERNAL_IDS = """
    DELETE FROM ir_model_data d
     USING ir_model m
     WHERE m.model IN %(models)s
       AND d.module != %(addon)s
       AND (d.model IN %(models)s
         OR d.model = 'ir.model.inherit' AND d.res_id IN (
                SELECT id FROM ir_model_inherit WHERE model_id = m.id)
         OR d.model = 'ir.model.fields.selection' AND d.res_id IN (
                SELECT s.id FROM ir_model_fields_selection s
                  JOIN ir_model_fields f ON f.id = s.field_id
                 WHERE f.model_id = m.id))
"""

# Foreign keys of the columns and relations that we add to Odoo's models: they go with
# these, but Odoo keeps note of them.
FOREIGN_KEYS = """
    DELETE FROM ir_model_constraint
     WHERE type = 'f'
       AND module = (SELECT id FROM ir_module_module WHERE name = %s)
"""

USERS_ROWS = """
    DELETE FROM %s
     WHERE id NOT IN (SELECT res_id FROM ir_model_data WHERE module = %s AND model = %s)
"""

FORBIDDING_KEYS = """
    SELECT conrelid::regclass::text, conname
      FROM pg_constraint
     WHERE contype = 'f' AND confdeltype IN ('a', 'r')
       AND conrelid::regclass::text IN %s
"""


def uninstall_hook(env):
    """Remove the work of the users, then what has no external id.

    Odoo deletes what the addon shipped while the complaints that refer to it are still
    there, and would log an error for each such reference.
    """
    models = [
        model
        for model in env.values()
        if model._original_module == ADDON and model._auto and not model._abstract
    ]
    env.flush_all()
    _drop_forbidding_keys(env, [model._table for model in models])
    for model in models:
        _delete_work(env, model)
    _delete_mentions(env)
    _delete_number_series(env)
    env.invalidate_all()


def _drop_forbidding_keys(env, tables):
    """Let the rows be deleted in any order: their tables are about to go anyway."""
    keys = env.execute_query(SQL(FORBIDDING_KEYS, tuple(tables)))
    for table, key in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(key),
            )
        )


def _delete_work(env, model):
    """Delete the rows that users made; what the addon shipped is left to Odoo."""
    env.cr.execute(
        SQL(
            USERS_ROWS,
            SQL.identifier(model._table),
            ADDON,
            model._name,
        )
    )


def _delete_number_series(env):
    """Delete the series of all companies; each year has a PostgreSQL sequence, which
    only goes with the year."""
    series = env["ir.sequence"].search([("code", "=", "complaint.complaint")])
    series.date_range_ids.unlink()
    series.unlink()


def _delete_mentions(env):
    """Delete what knows our models by name or id: external ids that others gave, lists
    and filters that users saved."""
    names = tuple(
        name for name, model in env.items() if model._original_module == ADDON
    )
    env.cr.execute(SQL(FOREIGN_EXTERNAL_IDS, models=names, addon=ADDON))
    env.cr.execute(SQL(FOREIGN_KEYS, ADDON))
    for table, column in NAMED_BY_USERS.items():
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s IN %s",
                SQL.identifier(table),
                SQL.identifier(column),
                names,
            )
        )
