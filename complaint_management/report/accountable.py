from odoo.tools import SQL


def select_accountable(column):
    """SQL of a user whom statistics may name: nobody where the procedure forbids
    penalties (P09: records must not be the basis of punishing staff).

    :param str column: the user, in a query whose table of procedures is called ``p``
    """
    return SQL(
        "CASE WHEN p.penalty_mode <> 'forbidden' THEN %s END",
        SQL.identifier(*column.split(".")),
    )
