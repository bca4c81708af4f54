from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import format_date, format_datetime


def to_local(moment, zone):
    """The naive UTC moment on the clock of the zone, naive too."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


class ComplaintLocalTimeMixin(models.AbstractModel):
    """How moments are told to people: the only way from UTC to a text or to a day.

    A moment is told by the clock of its reader; else by that of the desk, which is the
    clock of its calendar; else by that of the company. Jobs, the mail gateway and sudo
    have a clock of their own, which nobody reads.
    """

    _name = "complaint.local.time.mixin"
    _description = "Times as Their Readers Read Them"

    # ------------------------------------------------------------
    # ZONE
    # ------------------------------------------------------------

    def _get_local_desk(self):
        """Hook: the team by whose clock the document is kept; may be empty."""
        # sudo: the clock of a desk is no secret
        document = self.sudo()
        if "team_id" in document._fields and document.team_id:
            return document.team_id[:1]
        if "complaint_id" in document._fields:
            return document.complaint_id.team_id[:1]
        return document.env["complaint.team"]

    def _get_local_company(self):
        """Hook: the company by whose clock the document is kept without a desk."""
        # sudo: as above
        document = self.sudo()
        company = document.company_id[:1] if "company_id" in document._fields else None
        return company or document.env.company.sudo()

    def _get_desk_zone(self):
        """The zone in which figures and documents for many readers are kept.

        :return: :class:`~zoneinfo.ZoneInfo`
        """
        calendar = self._get_local_desk().calendar_id
        return ZoneInfo(calendar.tz or self._get_local_company()._get_complaint_zone())

    def _get_local_zone(self, reader=None):
        """The zone in which a moment is told.

        :param reader: the user or partner who reads it; nobody for what many read
        :return: :class:`~zoneinfo.ZoneInfo`
        """
        zone = reader and reader[:1].sudo().tz  # sudo: as above
        return ZoneInfo(zone) if zone else self._get_desk_zone()

    # ------------------------------------------------------------
    # DAYS
    # ------------------------------------------------------------

    def _to_local(self, moment, reader=None):
        """The naive UTC moment on the reader's clock, naive too; False stays False."""
        return moment and to_local(moment, self._get_local_zone(reader))

    def _to_local_day(self, moment, reader=None):
        """The day that the reader writes at the naive UTC moment."""
        local = self._to_local(moment, reader)
        return local and local.date()

    def _get_local_today(self, reader=None):
        """The reader's today: activities are given for his day."""
        return self._to_local_day(self.env.cr.now(), reader)

    def _from_local_day(self, day, reader=None):
        """The naive UTC moment at which the day begins on the reader's clock."""
        midnight = datetime.combine(day, time.min, self._get_local_zone(reader))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    # ------------------------------------------------------------
    # TEXT
    # ------------------------------------------------------------

    def _format_moment(
        self, moment, reader=None, *, lang=None, is_due=False, with_zone=True
    ):
        """The naive UTC moment as a text that names its zone: in the language given,
        else in that of the environment.

        :param bool is_due: the end of a day is told as 24:00 of it, so that nobody
            takes the next day for the last one
        :param bool with_zone: False where the text around it names the zone
        """
        if not moment:
            return ""
        zone = self._get_local_zone(reader)
        local = to_local(moment, zone)
        if is_due and local.time() == time.min:
            last = local.date() - timedelta(days=1)
            text = self._format_day(last, lang=lang, style="short") + " 24:00"
        else:
            text = format_datetime(
                self.env, moment, tz=zone.key, dt_format="short", lang_code=lang
            )
        return f"{text} ({zone.key})" if with_zone else text

    def _format_plain_moment(self, moment, reader=None):
        """The moment in a notation that is the same in all languages, without its
        zone: for tables that name it once, see :meth:`_get_zone_label`."""
        local = self._to_local(moment, reader)
        return f"{local:%Y-%m-%d %H:%M}" if local else ""

    def _format_day(self, day, *, lang=None, style=None):
        """A day as a text: in the language given, else in that of the environment.

        :param str style: of Babel, such as ``long``; the usual one of the language
        """
        return format_date(self.env, day, lang_code=lang, date_format=style)

    def _get_zone_label(self, reader=None):
        """Which zone the times of a table or form are in, in words."""
        return self.env._("Times: %(zone)s", zone=self._get_local_zone(reader).key)
