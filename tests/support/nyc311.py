"""Public service requests of New York City: real complaints of an earlier system."""

import csv
import io
from collections import Counter
from pathlib import Path

FILE = "data/nyc311_animals.csv"
# Column of the file: field of the complaint. The other columns are not taken over.
MAPPING = {
    "Unique Key": "number",
    "Created Date": "date_received",
    "Closed Date": "date_closed",
    "Agency": "department_id",
    "Complaint Type": "category_id",
    "Descriptor": "name",
    "Location Type": "incident_place",
    "Incident Address": "incident_place",
    "City": "incident_place",
    "Status": "stage_id",
}
# The labels of the fields in English, by which the import page finds them.
HEADINGS = {
    "Unique Key": "Number",
    "Created Date": "Received on",
    "Closed Date": "Closed on",
    "Agency": "Handling Department",
    "Complaint Type": "Category",
    "Descriptor": "Subject",
    "Incident Address": "Place",
    "Status": "Stage",
}
# As written in the file.
DATETIME_FORMAT = "%m/%d/%Y %H:%M"
UNKNOWN_STAGE = "In Progress"


class Nyc311:
    """The file, read by plain Python."""

    def __init__(self, shared: Path):
        self.content = (shared / FILE).read_bytes()
        text = self.content.decode("utf-8-sig")
        self.columns, *_rows = csv.reader(io.StringIO(text))
        self.rows = list(csv.DictReader(io.StringIO(text)))

    @property
    def fields(self) -> list:
        """The field for each column; False for those that are left out."""
        return [MAPPING.get(column, False) for column in self.columns]

    def values(self, column: str) -> set[str]:
        """The distinct values of a column."""
        return {row[column] for row in self.rows}

    def count(self, *columns: str) -> Counter:
        """How many rows there are for each combination of values."""
        return Counter(tuple(row[column] for column in columns) for row in self.rows)

    def excerpt(self, size: int, prefix: str) -> bytes:
        """The first rows with other numbers, under headings the import page knows."""
        output = io.StringIO()
        writer = csv.DictWriter(output, HEADINGS.values())
        writer.writeheader()
        for row in self.rows[:size]:
            numbered = {**row, "Unique Key": prefix + row["Unique Key"]}
            writer.writerow({HEADINGS[name]: numbered[name] for name in HEADINGS})
        return output.getvalue().encode()
