"""Writes XLSX files (ECMA-376) part by part into a ZIP archive: nothing but the row being
written is kept in memory, and nothing is written twice."""

import contextlib
import io
import math
import re
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import quoteattr

# archives of figures shrink little more at higher levels, which take much longer
COMPRESSION = 3
# what a cell holds at most, and a name of a sheet
LONGEST_TEXT = 32767
LONGEST_NAME = 31
NAME_HAZARDS = re.compile(r"[\[\]:*?/\\']")
# what XML gives a meaning or forbids, and what readers take for such a character
TEXT_HAZARDS = re.compile(
    r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# days are counted from here; before, programs disagree on them
EPOCH = datetime(1899, 12, 30)
FIRST_DAY = date(1900, 3, 1)
SECONDS_A_DAY = 86400

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "number": "#,##0.##",
    "amount": "#,##0.00",
    "integer": "0",
    "percent": "0.0%",
}
FIRST_NUMBER_FORMAT = 164  # the numbers below are those of formats built in
FONTS = ('<sz val="11"/>', '<b/><sz val="11"/>', '<b/><sz val="14"/>')
PLAIN, BOLD, LARGE = range(len(FONTS))
FILLS = (
    '<patternFill patternType="none"/>',
    '<patternFill patternType="gray125"/>',
    '<patternFill patternType="solid"><fgColor rgb="FFDFE3E8"/></patternFill>',
)
NO_FILL, HEAD_FILL = 0, 2  # the second is reserved
SIDES = ("left", "right", "top", "bottom")
BORDERS = ((), SIDES, ("top",))
NO_BORDER, FRAME, LINE_ABOVE = range(len(BORDERS))


def escape_text(text):
    """The text as content of a cell: nothing in it is XML or an illegal character."""
    text = str(text)[:LONGEST_TEXT]
    return TEXT_HAZARDS.sub(_escape_match, text)


def _escape_match(match):
    character = match[0]
    return ENTITIES.get(character) or f"_x{ord(character):04X}_"


def get_column_name(index):
    """The letters of a column: 0 is A, 26 is AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


def get_serial(moment):
    """Days of a date or a time since the epoch; ``None`` before dates are agreed on."""
    if not isinstance(moment, datetime):
        return (moment - EPOCH.date()).days if moment >= FIRST_DAY else None
    if moment.date() < FIRST_DAY:
        return None
    return (moment - EPOCH).total_seconds() / SECONDS_A_DAY


def is_number(value):
    """Whether a cell can hold the value as a number."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


class Styles:
    """The looks of cells, each with the number by which cells refer to it."""

    def __init__(self):
        self._looks = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']

    def add(
        self, kind="text", font=PLAIN, fill=NO_FILL, border=NO_BORDER, is_quoted=False
    ):
        """Number of the look of cells with values of ``kind``.

        :param is_quoted: as if typed with an apostrophe: what looks like a formula
            stays text, whatever is done to it
        """
        formats = list(NUMBER_FORMATS)
        number = FIRST_NUMBER_FORMAT + formats.index(kind) if kind in formats else 0
        wrap = ' wrapText="1"' if not number and font != LARGE else ""
        quote = ' quotePrefix="1"' if is_quoted else ""
        self._looks.append(
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}"'
            f' borderId="{border}"{quote} applyNumberFormat="1" applyFont="1"'
            ' applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment vertical="top"{wrap}/></xf>'
        )
        return len(self._looks) - 1

    def to_xml(self):
        """The part of the file that describes them."""
        formats = [
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
            for number, code in enumerate(NUMBER_FORMATS.values(), FIRST_NUMBER_FORMAT)
        ]
        fonts = [f'<font>{font}<name val="Calibri"/></font>' for font in FONTS]
        borders = [
            "<border>"
            + "".join(
                f'<{side} style="thin"/>' if side in sides else f"<{side}/>"
                for side in SIDES
            )
            + "</border>"
            for sides in BORDERS
        ]
        return (
            f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
            + _list("numFmts", formats)
            + _list("fonts", fonts)
            + _list("fills", [f"<fill>{fill}</fill>" for fill in FILLS])
            + _list("borders", borders)
            + _list("cellStyleXfs", self._looks[:1])
            + _list("cellXfs", self._looks)
            + _list("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
            + "</styleSheet>"
        )


def _list(tag, elements):
    return f'<{tag} count="{len(elements)}">{"".join(elements)}</{tag}>'


class XlsxFile:
    """A file with sheets, written one after the other."""

    def __init__(self, file, styles):
        """:param file: binary file to write to
        :param styles: :class:`Styles` that the cells refer to
        """
        self._archive = zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION
        )
        self._styles = styles
        self._names = []

    @contextlib.contextmanager
    def open_sheet(self, name):
        """A text file for the content of a new sheet."""
        self._names.append(self._get_free_name(name))
        path = f"xl/worksheets/sheet{len(self._names)}.xml"
        with (
            self._archive.open(path, "w", force_zip64=True) as part,
            io.TextIOWrapper(part, "utf-8", newline="\n") as sheet,
        ):
            sheet.write(f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}">')
            yield sheet
            sheet.write("</worksheet>")

    def close(self):
        """Write what holds the sheets together."""
        for path, content in self._get_parts().items():
            self._archive.writestr(path, content)
        self._archive.close()

    def _get_free_name(self, name):
        """The name, without what programs refuse, different from all others."""
        name = NAME_HAZARDS.sub(" ", name)[:LONGEST_NAME].strip() or "Sheet"
        taken = {other.casefold() for other in self._names}
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            suffix = f" {number}"
            free = name[: LONGEST_NAME - len(suffix)] + suffix
        return free

    def _get_parts(self):
        sheets = range(1, len(self._names) + 1)
        files = {f"worksheets/sheet{n}.xml": "worksheet" for n in sheets}
        files["styles.xml"] = "styles"
        types = {"workbook.xml": "sheet.main", **files}
        overrides = "".join(
            f'<Override PartName="/xl/{path}" ContentType="{CONTENT_TYPE}.{kind}+xml"/>'
            for path, kind in types.items()
        )
        names = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(self._names, 1)
        )
        return {
            "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
            "_rels/.rels": self._get_relations({"xl/workbook.xml": "officeDocument"}),
            "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}"'
            f' xmlns:r="{RELATION}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": self._get_relations(files),
            "xl/styles.xml": self._styles.to_xml(),
        }

    @staticmethod
    def _get_relations(targets):
        relations = "".join(
            f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{path}"/>'
            for number, (path, kind) in enumerate(targets.items(), 1)
        )
        return (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
            f"{relations}</Relationships>"
        )
