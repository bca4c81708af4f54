"""Everything that a database contains, to tell what an addon leaves behind."""

from dataclasses import dataclass, fields

from devkit.databases import Databases

# Tables that grow by themselves: signals between processes, caches and diaries.
LIVELY = (
    "bus_bus",
    "bus_presence",
    "ir_cron_trigger",
    "ir_cron_progress",
    "ir_logging",
)

RELATIONS = """
    SELECT c.relkind::text || ' ' || c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace
       AND c.relname NOT LIKE 'orm_signaling%'
"""
COLUMNS = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text || ' ' || conname FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
"""
FUNCTIONS = """
    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
PARAMETERS = "SELECT key FROM ir_config_parameter"
EXTERNAL_IDS = "SELECT module || '.' || name FROM ir_model_data"
ROWS = """
    SELECT t.tablename || ' ' || (xpath('/row/rows/text()', query_to_xml(
               format('SELECT count(*) AS rows FROM %I', t.tablename), false, true, '')
           ))[1]::text
      FROM pg_tables t
     WHERE t.schemaname = 'public' AND t.tablename NOT LIKE 'orm_signaling%'
"""


@dataclass(frozen=True)
class Footprint:
    """The structure of a database, its parameters, and how many rows a table has."""

    relations: frozenset[str]
    columns: frozenset[str]
    constraints: frozenset[str]
    functions: frozenset[str]
    parameters: frozenset[str]
    external_ids: frozenset[str]
    rows: frozenset[str]

    @classmethod
    def take(cls, databases: Databases, name: str) -> "Footprint":
        """Look into a database."""
        queries = (RELATIONS, COLUMNS, CONSTRAINTS, FUNCTIONS, PARAMETERS, EXTERNAL_IDS)
        found = [
            frozenset(databases.query(name, sql).splitlines())
            for sql in (*queries, ROWS)
        ]
        rows = frozenset(row for row in found.pop() if row.split()[0] not in LIVELY)
        return cls(*found, rows)

    def differences(self, later: "Footprint") -> list[str]:
        """Return what ``later`` has more (+) or less (-)."""
        return [
            f"{field.name} {sign}{entry}"
            for field in fields(self)
            for sign, more, less in (("+", later, self), ("-", self, later))
            for entry in sorted(getattr(more, field.name) - getattr(less, field.name))
        ]
