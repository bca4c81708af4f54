from odoo import fields, models


class ComplaintClockMixin(models.AbstractModel):
    """Remembers milestones, the only clock of complaints and assignments."""

    _name = "complaint.clock.mixin"
    _description = "Complaint Clock"

    def _record_milestone(self, code, at=None):
        """Append the milestone ``code`` to the memory of each record.

        :param str code: a code of ``complaint_data.MILESTONES``
        :param at: UTC moment, or a mapping of record id to UTC moment; now by default
        :return: the new ``complaint.milestone`` records
        """
        moments = at if isinstance(at, dict) else dict.fromkeys(self.ids, at)
        now = self.env.cr.now()
        # sudo: the memory is append-only, nobody has the right to write it directly
        return (
            self.env["complaint.milestone"]
            .sudo()
            .create(
                [
                    {
                        **record._prepare_milestone_values(),
                        "code": code,
                        "date": fields.Datetime.to_datetime(moments[record.id] or now),
                        "user_id": self.env.uid,
                    }
                    for record in self
                ]
            )
        )

    def _prepare_milestone_values(self):
        """Hook: what ties a milestone to this record."""
        self.ensure_one()
        return {}
