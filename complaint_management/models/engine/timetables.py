class Timetables(dict):
    """Timetables by (calendar, company), each read once for a whole batch."""

    def __missing__(self, key):
        calendar, company = key
        self[key] = calendar._get_timetable(company)
        return self[key]
