"""Title, publisher, date and period of a document, by rules that every reader shares. Pure: no reader is known here.

What was stated outright (front matter, document properties, meta tags) comes first, then what stands in the text,
then the file's name. Nothing is guessed: what cannot be read stays None or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ingest.blocks import Metadata, ReadDocument, clean

_OPENING = 4000  # characters of a text in which it says when its data were gathered
_MASTHEAD = 8  # lines at the top among which a date of publication stands by itself
_LONGEST_RANGE = 20  # years; of a longer one only the ends are kept

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[-/.](?P<month>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
        r"^D:(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"(?<!\d){_DAY}\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}",
        rf"\b{_MONTH},?\s+{_YEAR}",
        rf"(?<!\d){_YEAR}-(?P<month>0[1-9]|1[0-2])(?!\d)",
    )
]
_ONLY_YEAR = re.compile(rf"^\s*{_YEAR}\s*$")

_YEARS = re.compile(
    r"(?<![\d$€£.,])(?P<first>(?:19|20)\d\d)(?:(?:\s?[-–—/]\s?|\s(?:to|until)\s)(?P<last>(?:19|20)\d\d|\d\d)(?![-\d/]))?"
    r"(?![\d%]|[.,]\d)"
)
_NAME_YEAR = re.compile(r"(?:^|[^0-9a-z]|(?<=fy)|(?<=survey)|(?<=report))((?:19|20)\d\d)(?![0-9a-z])", re.IGNORECASE)
_GATHERED = re.compile(
    r"(?=.*\b(?:survey|surveys|interviews?|polls?|questionnaires?|respondents|responses|fieldwork|study|census|data)\b)"
    r".*\b(?:conducted|surveyed|interviewed|polled|fielded|collected|gathered|ran|run|carried out|held|opened"
    r"|took place)\b",
    re.IGNORECASE | re.DOTALL,
)
_BUSINESS_YEAR = re.compile(
    r"\b(?:years?|months|quarters?|weeks) ended\b|\bas (?:of|at)\b",
    re.IGNORECASE,
)
_ROW_OF_YEARS = re.compile(r"^[^|]*(?:\|\s*(?:19|20)\d\d\s*)+$")
_DAY_OF_ACCOUNT = re.compile(r"\b(?:as (?:of|at)|end(?:ed|ing)|since|until|from|between)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])|\n+")

_NO_TITLE = re.compile(
    r"^(?:untitled.*|(?:word )?document ?\d*|presentation ?\d*|powerpoint[- ]pr[äe]sentation|slide ?\d*|title"
    r"|(?:micro)?soft word.*"
    r"|book ?\d+|sheet ?\d+|home(?: ?page)?|index|none|null|\S+\.(?:docx?|pptx?|xlsx?|indd|pdf|qxd|ai|html?|txt|md))$",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z0-9][\w&’'.\-]*|of|the|and|for|&)"
_CAPITALISED = rf"[A-Z][\w&’'\-]*(?:[^\S\n]+{_NAME}){{0,6}}"
_COPYRIGHT = re.compile(
    r"(?:(?:©|\(c\))\s*(?:(?:19|20)\d\d(?:\s?[-–]\s?\d+)?,?\s*)?"
    r"|\b(?i:copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s?[-–]\s?\d+)?,?\s*)(?:by\s+)?"
    rf"(?P<who>{_CAPITALISED})"
)
_MADE = r"(?:published|produced|issued|released|prepared|written)"
_MADE_BY = re.compile(
    r"(?:^\W*(?i:published|produced|issued|released|prepared)\s+by\s+|\b[Tt]his\s+(?:\w+\s+)?"
    r"(?:content|report|study|survey|article|document|publication|paper|research|brief|page)\s+(?:was|is|has\s+been)\s+"
    rf"(?:\w+,?\s+){{0,4}}?{_MADE}\s+by\s+)(?:the\s+)?(?P<who>{_CAPITALISED})"
    rf"(?:,\s+the\s+[a-z][\w\s\-]*?\s(?:of|at)\s+(?P<parent>{_CAPITALISED}))?",
    re.MULTILINE,
)


def described(
    document: ReadDocument,
    name: str,
    *,
    titles: Iterable[str | None] = (),
    publishers: Iterable[object] = (),
    dates: Iterable[object] = (),
    period: object = None,
    weak_dates: Iterable[object] = (),
    weak_publishers: Iterable[object] = (),
) -> ReadDocument:
    """The document with its metadata: what it states outright, then what stands in its text, then the weak hints.

    A file's properties are weak: a template's author and creation date often outlive the template.
    """
    title = title_of(*titles, opening_title(document), name=name)
    published = published_of(*dates, name=name, text=document.text)
    saved = None if published else published_of(*weak_dates)
    metadata = Metadata(
        title=title,
        publisher=publisher_of(*publishers, text=document.text) or publisher_of(*weak_publishers),
        published=published or saved,
        period=period_of(title, name, document.text, published, period) or period_of(None, "", "", saved),
    )
    return document.model_copy(update={"metadata": metadata})


def opening_title(document: ReadDocument) -> str | None:
    """The title that a text opens with: its first outermost heading near the top, or a short line before all else."""
    opening = document.blocks[:8]
    headings = [block for block in opening if block.kind == "heading"]
    if headings:
        top = min(headings, key=lambda block: block.level or 1)
        leads = top.level == 1 or (top is opening[0] and (top.level or 1) <= 3)
        return document.text[top.start : top.end] if leads else None
    first = document.text[opening[0].start : opening[0].end] if opening and opening[0].kind == "paragraph" else ""
    return first if re.match(r"[^\W_a-z].{0,89}(?<![.!?:;,])$", first) else None


def title_of(*stated: str | None, name: str) -> str:
    """The first stated title that is one (not "Untitled" or a file's name), else the name without its suffix."""
    for candidate in stated:
        title = clean(candidate or "")
        if title and any(c.isalpha() for c in title) and not _NO_TITLE.match(title):
            return title
    path = PurePosixPath(unquote(urlsplit(name).path) if "://" in name else name)
    return clean(re.sub(r"[_\-]+", " ", path.stem)) or clean(name)


def publisher_of(*stated: object, text: str = "") -> str | None:
    """Who published it: as stated (a name, a list of names, mappings with a "name"), else as the text says itself."""
    for candidate in stated:
        if names := list(dict.fromkeys(_names(candidate))):
            return ", ".join(names)
    return _made_by(text) or _copyright_holder(text)


def published_of(*stated: object, name: str = "", text: str = "") -> str | None:
    """ISO date of publication, as exact as it is known: as stated, on a line of its own at the top, or in the name."""
    for candidate in stated:
        if found := iso_date(candidate):
            return found
    for line in [line for line in text[:_OPENING].splitlines() if line.strip()][:_MASTHEAD]:
        if len(line) <= 100 and _is_dateline(line.strip()):
            return iso_date(line)
    return iso_date(name) if _DATES[0].search(name) else None


def period_of(title: str | None, name: str, text: str, published: str | None, stated: object = None) -> tuple[int, ...]:
    """The years that a document speaks of, ascending; empty when nothing says so.

    The first of these that has a year decides: what was stated; the title; the file's name; the sentences at the
    start that say when data were gathered or which business year is reported, together with the year of
    publication, by which people also call such a document; the year of publication alone. A year more than one
    after publication is an outlook, not a period.
    """
    if years := years_in(_flat(stated)):
        return years
    latest = int(published[:4]) if published else None
    bare_name = _DATES[0].sub(" ", name)
    for years in (years_in(title or ""), tuple(sorted({int(year) for year in _NAME_YEAR.findall(bare_name)}))):
        if kept := tuple(year for year in years if latest is None or year <= latest + 1):
            return kept
    gathered = _years_of_data(text[:_OPENING], latest)
    return tuple(sorted(gathered | ({latest} if latest else set())))


def years_in(text: str) -> tuple[int, ...]:
    """Every year that stands in a text, ascending; "2019–21" and "2019 to 2021" are three."""
    years: set[int] = set()
    for match in _YEARS.finditer(text):
        first, last = int(match["first"]), match["last"]
        end = int(last if last and len(last) == 4 else f"{match['first'][:2]}{last}") if last else first
        years |= set(range(first, end + 1)) if first <= end <= first + _LONGEST_RANGE else {first}
        if last and len(last) == 4:
            years.add(end)
    return tuple(sorted(years))


def iso_date(stated: object) -> str | None:
    """The first date in a value, as YYYY, YYYY-MM or YYYY-MM-DD; None when there is none."""
    if isinstance(stated, date):
        return stated.isoformat()[:10]
    text = _flat(stated)
    found = [found for pattern in _DATES for match in pattern.finditer(text) if (found := _valid(match))]
    if found:
        return found[0]
    only = _ONLY_YEAR.match(text)
    return only["year"] if only else None


def _valid(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        found = date(int(parts["year"]), number, int(parts.get("day") or 1))
    except ValueError:
        return None
    return found.isoformat() if parts.get("day") else found.isoformat()[:7]


def _is_dateline(line: str) -> bool:
    """Whether a line at the top is there to say when something was published.

    It is no row of a table, no sentence, no balance sheet's date, and has no other year.
    """
    if line.startswith("|") or line.endswith("|") or line.count("|") > 1 or _DAY_OF_ACCOUNT.search(line):
        return False
    rest = line
    for pattern in _DATES:
        rest = pattern.sub("", rest, count=1)
        if rest != line:
            break
    words = re.findall(r"[^\W\d]+", rest)
    named = line.lower().startswith(("by ", "published", "posted", "date"))
    return rest != line and not _YEARS.search(rest) and (len(words) <= (12 if named else 4))


def _years_of_data(text: str, latest: int | None) -> set[int]:
    years: set[int] = set()
    sentences = _SENTENCE.split(text)
    for sentence in sentences:
        if _GATHERED.match(sentence) or _BUSINESS_YEAR.search(sentence):
            years |= set(years_in(sentence))
    if latest is None:  # perhaps a page of accounts, whose table names its years
        years |= {year for line in sentences if _ROW_OF_YEARS.match(line) for year in years_in(line)}
    newest = latest or max(years, default=0)
    return {year for year in years if newest - 2 <= year <= newest}  # older ones are what it compares with


def _names(stated: object) -> Iterable[str]:
    if isinstance(stated, str):
        yield from filter(None, [clean(stated)])
    elif isinstance(stated, Mapping):
        yield from _names(stated["name"] if "name" in stated else list(stated.values()))
    elif isinstance(stated, Iterable):
        for part in stated:
            yield from _names(part)


def _made_by(text: str) -> str | None:
    match = _MADE_BY.search(text)
    if not match:
        return None
    who, parent = _tidy(match["who"]), _tidy(match["parent"] or "")
    if not parent:
        return who or None
    return f"{parent} {who}" if f"{parent} {who}" in text else f"{who}, {parent}"


def _copyright_holder(text: str) -> str | None:
    match = _COPYRIGHT.search(text)
    return _tidy(match["who"]) or None if match else None


def _tidy(name: str) -> str:
    name = re.split(r"(?i)\s+all rights reserved|(?<=[a-z]{3})\.\s", clean(name))[0]
    return re.sub(r"(?:\s+(?:of|the|and|for|&))+$", "", name).rstrip(" .,")


def _flat(stated: object) -> str:
    if isinstance(stated, Mapping):
        return " ".join(_flat(value) for value in stated.values())
    if isinstance(stated, Iterable) and not isinstance(stated, str | bytes):
        return " ".join(_flat(value) for value in stated)
    return "" if stated is None else str(stated)
