"""Merges and checks translations: ``translations.py check|merge TERMS I18N``.

Run by the Python environment, which has polib.
"""

import re
import sys
from pathlib import Path

import polib

LANGUAGES = ("zh_CN", "zh_TW")
# What a translation must keep: placeholders, expressions and tags.
_KEPT = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\{.*?\}\}|</?[a-z][^>]*>", re.DOTALL)
# ... of which these attributes are text again.
_TEXT_ATTRIBUTE = re.compile(
    r'\s(?:alt|aria-label|data-tooltip|placeholder|string|title)="[^"]*"'
)
# They change with every export and say nothing.
_VOLATILE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator")


def template(i18n: Path) -> Path:
    """Return the file of all terms in ``i18n``."""
    return i18n / f"{i18n.parent.name}.pot"


def merge(exported: Path, i18n: Path) -> list[str]:
    """Write the terms of ``exported`` into all files of ``i18n``.

    Obsolete terms go, known translations stay, and files are sorted, so that a
    second run changes nothing. Returns what is still missing.
    """
    terms = _read(exported)
    terms.metadata["Language"] = ""
    _write(terms, template(i18n))
    for language in LANGUAGES:
        path = i18n / f"{language}.po"
        translations = _read(path) if path.exists() else _read(exported)
        translations.merge(terms)
        for entry in translations.obsolete_entries():
            translations.remove(entry)
        translations.metadata["Language"] = language
        translations.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
        _write(translations, path)
    return check(template(i18n), i18n)


def check(exported: Path, i18n: Path) -> list[str]:
    """Return what is missing, outdated or damaged in the files of ``i18n``."""
    findings = []
    terms = _keys(_read(exported))
    for path in (template(i18n), *(i18n / f"{name}.po" for name in LANGUAGES)):
        if not path.exists():
            findings.append(f"{path.name} is missing")
            continue
        catalogue = _read(path)
        known = _keys(catalogue)
        findings += [f"{path.name} lacks {_short(term)}" for term in terms - known]
        findings += [f"{path.name} keeps unused {_short(k)}" for k in known - terms]
        if path.suffix == ".po":
            findings += _damages(path.name, catalogue)
    return sorted(findings)


def _damages(name: str, catalogue: polib.POFile) -> list[str]:
    """Return the entries of a language that users would see wrongly."""
    found = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        if not entry.msgstr:
            found.append(f"{name} does not translate {_short(entry.msgid)}")
        elif entry.fuzzy:
            found.append(f"{name} is unsure about {_short(entry.msgid)}")
        elif _kept(entry.msgid) != _kept(entry.msgstr):
            found.append(
                f"{name} changes placeholders or tags of {_short(entry.msgid)}"
            )
    return found


def _kept(text: str) -> list[str]:
    """Return the placeholders and tags, in no order: languages differ in it."""
    return sorted(_TEXT_ATTRIBUTE.sub("", found) for found in _KEPT.findall(text))


def _read(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=78)


def _write(catalogue: polib.POFile, path: Path) -> None:
    for header in _VOLATILE_HEADERS:
        catalogue.metadata.pop(header, None)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for entry in catalogue:
        entry.occurrences.sort()
    path.parent.mkdir(exist_ok=True)
    catalogue.save(str(path))


def _keys(catalogue: polib.POFile) -> set[str]:
    return {entry.msgid for entry in catalogue if not entry.obsolete}


def _short(term: str) -> str:
    return repr(term if len(term) <= 60 else f"{term[:57]}...")


if __name__ == "__main__":
    action, exported_file, i18n_folder = sys.argv[1:]
    problems = {"check": check, "merge": merge}[action](
        Path(exported_file), Path(i18n_folder)
    )
    print("\n".join(problems))
    sys.exit(bool(problems))
