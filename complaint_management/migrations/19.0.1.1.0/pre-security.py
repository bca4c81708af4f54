"""Rules reach databases that were there before, and nobody sees more by the upgrade."""


def migrate(cr, version):
    # they were written once at installation, so that a corrected one never arrived
    cr.execute(
        """UPDATE ir_model_data
              SET noupdate = FALSE
            WHERE module = 'complaint_management' AND model = 'ir.rule'"""
    )
    # running cases keep the bars that their procedure has today
    cr.execute(
        """ALTER TABLE complaint_complaint
              ADD COLUMN IF NOT EXISTS is_conflict_barred boolean,
              ADD COLUMN IF NOT EXISTS is_contact_barred boolean"""
    )
    cr.execute(
        """UPDATE complaint_complaint c
              SET is_conflict_barred = p.is_conflict_barred,
                  is_contact_barred = p.is_contact_barred
             FROM complaint_procedure p
            WHERE p.id = c.procedure_id"""
    )
    # a grant from before says nothing of the bar: it is given anew, knowingly
    cr.execute(
        """ALTER TABLE complaint_access_grant
              ADD COLUMN IF NOT EXISTS is_over_bar boolean DEFAULT FALSE"""
    )
    cr.execute("ALTER TABLE complaint_access_grant ALTER is_over_bar DROP DEFAULT")
