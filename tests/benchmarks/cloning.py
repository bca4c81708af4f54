"""Clones rows in SQL, by the million, with other values."""

import contextlib
import logging

from odoo.tools.sql import table_columns

_logger = logging.getLogger(__name__)

# a number from 0 to n - 1 that looks drawn by chance and is the same in every run
DRAW = "mod(abs(hashint4(i # {salt})::bigint), {n})"


def draw(salt, n):
    return DRAW.format(salt=salt, n=n)


def pick(salt, ids):
    """SQL of one of the ids by chance."""
    return f"(ARRAY[{','.join(map(str, ids))}])[1 + {draw(salt, len(ids))}]"


def clone(env, table, template_ids, source, template=None, **expressions):
    """Insert rows of ``source`` with the expressions; the other columns come from the
    template row."""
    template = template or template_ids[0]
    columns = list(table_columns(env.cr, table))
    values = [expressions.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    _logger.info("Filling %s", table)
    with _without_indexes(env.cr, table):
        env.cr.execute(
            f"""
            INSERT INTO {table} ({names})
            SELECT {", ".join(values)} FROM {source} JOIN {table} t ON t.id = {template}
            """
        )


@contextlib.contextmanager
def _without_indexes(cr, table):
    """Without indexes and foreign keys of the table, which are made anew at the end."""
    cr.execute(
        """
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I',
                      conrelid::regclass, conname),
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
                      conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE conrelid = %(table)s::regclass AND contype = 'f'
         UNION ALL
        SELECT format('DROP INDEX %%s', indexrelid::regclass),
               pg_get_indexdef(indexrelid)
          FROM pg_index
         WHERE indrelid = %(table)s::regclass
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """,
        {"table": table},
    )
    statements = cr.fetchall()
    for drop, _create in statements:
        cr.execute(drop)
    yield
    for _drop, create in statements:
        cr.execute(create)


def vacuum(env):
    """What the autovacuum daemon would have done long ago."""
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM (ANALYZE)")
