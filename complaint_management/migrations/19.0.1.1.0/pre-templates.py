"""Letters that nobody has changed are loaded anew: they are written once otherwise."""


def migrate(cr, version):
    # with their translations; whatever refers to one keeps it
    cr.execute(
        """DELETE FROM mail_template t
            USING ir_model_data d
            WHERE d.module = 'complaint_management'
              AND d.model = 'mail.template'
              AND d.res_id = t.id
              AND t.write_date = t.create_date
              AND NOT EXISTS (
                    SELECT FROM ir_act_server s WHERE s.template_id = t.id
                  )"""
    )
    cr.execute(
        """DELETE FROM ir_model_data d
            WHERE d.module = 'complaint_management'
              AND d.model = 'mail.template'
              AND NOT EXISTS (SELECT FROM mail_template t WHERE t.id = d.res_id)"""
    )
