"""Customers of existing cases are known by the addresses that are there now."""


def migrate(cr, version):
    cr.execute(
        """ALTER TABLE complaint_complaint
              ADD COLUMN IF NOT EXISTS known_emails varchar"""
    )
    cr.execute(
        """UPDATE complaint_complaint c
              SET known_emails = concat_ws(
                      ' ', c.email_normalized,
                      NULLIF(p.email_normalized, c.email_normalized))
             FROM complaint_complaint o
             LEFT JOIN res_partner p ON p.id = o.partner_id
            WHERE o.id = c.id AND c.known_emails IS NULL"""
    )
