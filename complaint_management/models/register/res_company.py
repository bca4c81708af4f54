from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize, formataddr

from ..engine.complaint_local_time_mixin import to_local

SEQUENCE_CODE = "complaint.complaint"


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_complaint_sequences()
        return companies

    def _create_complaint_sequences(self):
        """One number series a company; it starts again each year.

        Created with the company: created on first use, two workers could make two.
        """
        # sudo: whoever creates companies need not administer sequences
        sequences = self.env["ir.sequence"].sudo()
        known = sequences.search(
            [("code", "=", SEQUENCE_CODE), ("company_id", "in", self.ids)]
        ).company_id
        sequences.create(
            [company._prepare_complaint_sequence_values() for company in self - known]
        )

    def _format_complaint_sender(self, team):
        """From of letters to customers: the name of the desk with the company's address,
        or with the desk's own where the company has none."""
        self.ensure_one()
        # sudo: who writes a letter need not read addresses of the company
        company = self.sudo()
        address = (
            email_normalize(company.email)
            or team.sudo().alias_email
            or company.default_from_email
        )
        name = " - ".join(filter(None, (team.sudo().name, company.name)))
        return formataddr((name, address)) if address else ""

    def _prepare_complaint_sequence_values(self):
        self.ensure_one()
        return {
            "name": self.env._("Complaint Number"),
            "code": SEQUENCE_CODE,
            "company_id": self.id,
            "prefix": "C%(range_year)s-",
            "padding": 5,
            "use_date_range": True,
        }

    def _get_complaint_sequence(self):
        """The number series of the company.

        :raise UserError: it was deleted
        """
        self.ensure_one()
        # sudo: everybody who registers draws numbers
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search_fetch(
                [("code", "=", SEQUENCE_CODE), ("company_id", "=", self.id)],
                ["implementation", "padding", "prefix", "suffix", "use_date_range"],
                limit=1,
            )
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "%(company)s has no number series for complaints: add a sequence"
                    " with the code %(code)s.",
                    company=self.name,
                    code=SEQUENCE_CODE,
                )
            )
        return sequence

    def _get_complaint_zone(self):
        """Name of the zone of the company: that of its working hours."""
        # sudo: the clock of a company is no secret
        company = self.sudo()
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    def _get_complaint_today(self):
        """The company's today: numbers begin anew with its year."""
        zone = ZoneInfo(self._get_complaint_zone())
        return to_local(self.env.cr.now(), zone).date()

    def _reserve_complaint_numbers(self, count):
        """The next ``count`` complaint numbers of the company that no case took over
        from an earlier system has."""
        numbers = self._draw_complaint_numbers(count)
        # sudo, archived: numbers are unique among all cases
        cases = self.env["complaint.complaint"].sudo().with_context(active_test=False)
        taken = set(
            cases.search(
                [("company_id", "=", self.id), ("number", "in", numbers)]
            ).mapped("number")
        )
        if taken:
            numbers = [number for number in numbers if number not in taken]
            numbers += self._reserve_complaint_numbers(count - len(numbers))
        return numbers

    def _draw_complaint_numbers(self, count):
        """The next ``count`` numbers of the series, in one query."""
        sequence = self._get_complaint_sequence()
        if sequence.implementation != "standard" or not sequence.use_date_range:
            return [sequence.next_by_id() for _number in range(count)]
        today = self._get_complaint_today()
        # sudo: whoever registers takes a number, nobody may edit series
        year_range = self.env["ir.sequence.date_range"].sudo()
        year_range = year_range.search_fetch(
            [
                ("sequence_id", "=", sequence.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            ["date_from"],
            limit=1,
        ) or sequence._create_date_range_seq(today)
        counter = f"ir_sequence_{sequence.id:03d}_{year_range.id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", counter, count)
        )
        formatted = sequence.with_context(
            ir_sequence_date=today, ir_sequence_date_range=year_range.date_from
        )
        prefix, suffix = formatted._get_prefix_suffix()
        padding = sequence.padding
        return [f"{prefix}{number:0{padding}}{suffix}" for (number,) in rows]
