"""Secret links: hashes instead of tokens, and no link in what is kept.

Links that were mailed before go on working; what they stand for has ended, they end too.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists

TABLES = ("complaint_assignment", "complaint_statement", "complaint_callback")
MODELS = ["complaint.assignment", "complaint.statement", "complaint.callback"]
SECRET = r"(/complaint/(?:assignment|statement|callback)/\d+/)[\w-]{20,}"


def migrate(cr, version):
    """Hash the tokens of existing documents and take them out of stored mails."""
    for table in TABLES:
        if column_exists(cr, table, "access_token"):
            hash_tokens(cr, SQL.identifier(table))
    end_links(cr)
    clean_mails(cr)
    clean_templates(cr)


def hash_tokens(cr, table):
    """Keep the hash by which a link is recognised, and drop the token."""
    cr.execute(
        SQL(
            "UPDATE %s SET token_hash ="
            " encode(sha256(convert_to(access_token, 'UTF8')), 'hex')"
            " WHERE access_token IS NOT NULL AND token_hash IS NULL",
            table,
        )
    )
    cr.execute(SQL("ALTER TABLE %s DROP COLUMN access_token", table))


def end_links(cr):
    """Links of assignments that were taken back, or whose case became confidential."""
    cr.execute(
        """
        UPDATE complaint_assignment a
           SET token_hash = NULL, token_seed = NULL
          FROM complaint_complaint c
         WHERE c.id = a.complaint_id
           AND a.token_hash IS NOT NULL
           AND (a.state IN ('cancelled', 'returned')
                OR c.is_confidential AND a.state NOT IN ('sent', 'signed'))
        """
    )


def clean_mails(cr):
    """Messages and mails keep a stand-in."""
    cr.execute(
        SQL(
            "UPDATE mail_message SET body = regexp_replace(body, %s, %s, 'g')"
            " WHERE model = ANY(%s) AND body LIKE '%%/complaint/%%'",
            SECRET,
            r"\1sent-by-mail",
            MODELS,
        )
    )
    cr.execute(
        SQL(
            "UPDATE mail_mail m SET body_html = regexp_replace(m.body_html, %s, %s, 'g')"
            " FROM mail_message n WHERE n.id = m.mail_message_id AND n.model = ANY(%s)"
            " AND m.body_html LIKE '%%/complaint/%%'",
            SECRET,
            r"\1sent-by-mail",
            MODELS,
        )
    )


def clean_templates(cr):
    """Templates ask for the stand-in, too."""
    cr.execute(
        SQL(
            "UPDATE mail_template SET body_html ="
            " replace(body_html::text, '_get_token_url()', '_get_mail_link()')::jsonb"
            " WHERE body_html::text LIKE '%%_get_token_url()%%' AND model = ANY(%s)",
            MODELS,
        )
    )
