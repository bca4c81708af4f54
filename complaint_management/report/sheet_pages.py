"""Divides printed tables into pages.

wkhtmltopdf without Qt's patches neither repeats the head of a table nor keeps its rows
whole where a page ends. Hence every page has tables of its own, and as many rows as fit
on it by an estimate that errs on the side of too few. A sheet is :data:`WIDTH` pixels
wide, which is wider than the layout the engines choose: they shrink it to the width of
the paper, so that its pixels are of the same size with all of them.
"""

from dataclasses import dataclass, field

from ..tools.text_lines import get_pieces, measure, wrap

# in pixels, as the style of the sheets has them
WIDTH = 1480
FONT = 13
LINE = 17
PADDING = 5
ROW_EXTRA = 7  # padding and border above and below the lines of a row
CELL_EXTRA = 2 * PADDING + 1
HEADING = 34  # title of a table and the space around it
TABLE_EXTRA = 12  # space below a table
FOOT = 26
# what the printer may need more than estimated
SAFETY = 0.97
# of bold texts against plain ones
BOLD = 1.1
# the average character of a column, in ems
CHARACTER = 0.62
# what keeps a word from breaking with most fonts, of its estimated width; longer words,
# such as addresses, may break, in ems
TIGHT = 0.85
WORD = 8


@dataclass(frozen=True)
class SheetTable:
    """Rows of texts under columns (:class:`~..tools.spreadsheet.Column`); ``total`` is
    a row, too, or empty."""

    title: str
    columns: list
    rows: list
    total: list = field(default_factory=list)


@dataclass(frozen=True)
class SheetPart:
    """What of a table is on one page. ``widths`` are those of its columns in pixels."""

    title: str
    columns: list
    widths: list
    rows: list = field(default_factory=list)
    total: list = field(default_factory=list)


class SheetPages:
    """Takes tables and has ``pages``, each a list of :class:`SheetPart`.

    :param height: of a page in pixels
    :param opening: height of what is above the first table
    :param closing: height of what is below the last table, and stays with its last row
    """

    def __init__(self, tables, height, opening, closing):
        self.body_height = int(height * SAFETY) - FOOT
        self.pages = [[]]
        self._room = self.body_height - opening
        # a piece of a row fits wherever a page begins
        self._reserved = opening + closing
        for number, table in enumerate(tables, 1):
            self._add(table, closing if number == len(tables) else 0)

    def _add(self, table, closing):
        widths = get_column_widths(table)
        head = self._get_head_height(table, widths)
        total = get_height(wrap_row(table.total, widths, BOLD)) if table.total else 0
        below = total + TABLE_EXTRA + closing
        limit = self.body_height - self._reserved - head - total - TABLE_EXTRA
        rows = [
            part
            for row in table.rows
            for part in divide_row(wrap_row(row, widths), limit)
        ]
        heights = [get_height(row) for row in rows] or [0]
        heights[-1] += below
        self._begin(table, widths, head, heights[0])
        for row, height in zip(rows, heights, strict=False):
            if height > self._room:
                self._turn()
                self._begin(table, widths, head, height)
            self.pages[-1][-1].rows.append(["".join(lines) for lines in row])
            self._room -= height
        self._room -= 0 if rows else below
        self.pages[-1][-1].total.extend(table.total)

    def _begin(self, table, widths, head, height):
        """The head of the table, on the next page if no row fits below it."""
        if head + height > self._room and self.pages[-1]:
            self._turn()
        self._room -= head
        self.pages[-1].append(SheetPart(table.title, table.columns, widths))

    def _turn(self):
        self.pages.append([])
        self._room = self.body_height

    @staticmethod
    def _get_head_height(table, widths):
        labels = wrap_row([column.label for column in table.columns], widths, BOLD)
        return (HEADING if table.title else 0) + get_height(labels)


# ------------------------------------------------------------
# ROWS: a list of cells, each a list of lines
# ------------------------------------------------------------


def wrap_row(texts, widths, weight=1):
    """The row with its texts broken into the lines of their columns."""
    return [
        wrap(text, (width - CELL_EXTRA) / FONT / weight)
        for text, width in zip(texts, widths, strict=True)
    ]


def get_height(row):
    """In pixels."""
    return max(map(len, row)) * LINE + ROW_EXTRA


def divide_row(row, limit):
    """The row, or its parts where it is higher than a page.

    :param limit: height of a part in pixels
    """
    count = max(1, int((limit - ROW_EXTRA) // LINE))
    for begin in range(0, max(map(len, row)), count):
        yield [lines[begin : begin + count] for lines in row]


# ------------------------------------------------------------
# COLUMNS
# ------------------------------------------------------------


def get_column_widths(table):
    """What the texts ask for, within the width of the column, drawn to the sheet: long
    texts give way before words break.

    :return: list of pixels, together :data:`WIDTH`
    """
    least, wanted = [], []
    for index, column in enumerate(table.columns):
        texts = [(column.label, BOLD)]
        texts += [(row[index], 1) for row in table.rows]
        texts += [(text, BOLD) for text in table.total[index : index + 1]]
        words = (
            (word, weight * TIGHT)
            for text, weight in texts
            for word in get_pieces(text)
        )
        limit = column.width * CHARACTER
        least.append(_get_widest(words, min(limit, WORD * TIGHT)))
        wanted.append(_get_widest(texts, limit))
    narrow, broad = sum(least), sum(wanted)
    if broad <= WIDTH:
        return [width * WIDTH / broad for width in wanted]
    if narrow >= WIDTH:
        return [width * WIDTH / narrow for width in least]
    share = (WIDTH - narrow) / (broad - narrow)
    return [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]


def _get_widest(texts, limit):
    """Pixels of a cell for the widest of the texts, none of which claims more than the
    limit in ems."""
    widest = max((measure(text.rstrip()) * weight for text, weight in texts), default=1)
    return max(min(widest, limit), 1) * FONT + CELL_EXTRA
