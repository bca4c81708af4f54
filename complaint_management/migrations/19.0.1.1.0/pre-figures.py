"""Fill new figures set-wise: computed one by one, years of cases would take hours."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE complaint_complaint ADD COLUMN IF NOT EXISTS has_kept_limit boolean;
        UPDATE complaint_complaint SET has_kept_limit = TRUE
         WHERE id IN (SELECT complaint_id FROM complaint_deadline
                       WHERE state = 'met' AND is_late IS NOT TRUE);
        """
    )
