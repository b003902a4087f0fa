"""Years, months and days of a sentence, against those of its quotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from knowledge.figures import Figure, figures
from knowledge.scope import years_in
from knowledge.writing.backing import Backing
from knowledge.writing.failing import Failure, Unsupported

_MONTH = r"January|February|March|April|May|June|July|August|September|October|November|December"
_WHEN = re.compile(
    rf"\b(?:(?:{_MONTH})(?: \d{{1,2}}(?!\d))?(?:,? \d{{4}})?|\d{{1,2}} (?:{_MONTH})|(?:Mon|Tues|Wednes"
    rf"|Thurs|Fri|Satur|Sun)days?"
    r"|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|Q[1-4]|H[12]|Easter|Christmas|weekends?"
    r"|(?:first|second|third|fourth|last) (?:quarter|half)(?= of (?:the year|\d{4}))"
    r"|yesterday|today|tomorrow|tonight|this (?:week|month|year|quarter)|next (?:week|month|year"
    r"|quarter)|last (?:week|month|quarter)"
    r"|mornings?|afternoons?|evenings?|noon|midnight"
    r"|recently|soon|nowadays|daily|weekly|monthly|yearly|annually|quarterly|overnight|by night|at night)\b"
)
_EDITION = re.compile(r"\b((?:19|20)\d\d)(?:[’']s)? (?:survey|report|edition|study|results)\b", re.IGNORECASE)
_NAMED_YEAR = re.compile(r"(?<!\bIn )(?<!\bin )\b(?:19|20)\d\d [A-Z][a-z]+")
_MODAL_MAY = re.compile(r"\bMay(?= (?:be|have|not|also|lead|help|well)\b)")
A_YEAR_BEFORE = re.compile(
    r"\b(?:last year|(?:the|in the|a) (?:previous|prior|preceding) year|(?:the )?year (?:before"
    r"|earlier|ago)|a year (?:before|earlier|ago)|year on year|year-on-year)\b",
    re.IGNORECASE,
)
YEARS_BEFORE = re.compile(r"\b(\w+) years (?:before|earlier|ago|later)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:every|each|per) (day|week|month|quarter|year|hour)\b", re.IGNORECASE)
_ADJECTIVES = {
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "(?:yearly|annual(?:ly)?)",
}
_BOUND = {
    "by": "by",
    "until": "until",
    "till": "until",
    "since": "since",
    "before": "before",
    "after": "after",
    "from": "since",
    "through": "until",
    "as of": "as of",
}
_ALSO_BOUND = {
    "until": r"\b(?:end\w*|until|till|expir\w+|through|by)\b",
    "since": r"\b(?:since|began|start\w*|introduc\w+|from)\b",
    "by": r"\bby\b",
    "before": r"\bbefore\b",
    "after": r"\bafter\b",
    "as of": r"\b(?:as of|at the end of)\b",
}


def check_dates(text: str, years: Sequence[Figure], home: Backing, *, bare: bool) -> None:
    """Raises Unsupported for a year, a month or a day that none of the quotes and their documents has.

    ``bare``: the sentence states no figure, whose year would be its own.
    """
    allowed = home.quoted_years if bare and home.quoted_years else home.years | home.document_years
    named = (
        set(years_in(text))
        | {int(figure.value) for figure in years}
        | {int(f.upper) for f in years if f.upper is not None}
    )
    named |= {int(found) for found in re.findall(r"(?<![\d.,])(?:1[5-9]|20|21)\d\d(?![\d%])", text)}
    if strange := sorted(named - allowed):
        raise Unsupported(Failure.YEAR, ", ".join(map(str, strange)))
    strange_phrase = next((found[0] for found, fine in _phrases(text, home) if not fine), None)
    if strange_phrase is not None:
        raise Unsupported(Failure.YEAR, f"“{strange_phrase}”")
    counted = [fact for fact in home.facts if fact.statistic.unit != "year" and len(fact.years) == 1]
    for figure in years:
        _check_bound(figure, home.said, {year for fact in counted for year in fact.years})
        _check_stretch(figure, home.said, home)


def _phrases(text: str, home: Backing) -> Iterator[tuple[re.Match[str], bool]]:
    """What a sentence says of when, each with whether that stands in what is cited."""
    said = home.said
    for found in _EDITION.finditer(text):
        yield found, int(found[1]) in home.titled_years | home.quoted_years
    for found in _NAMED_YEAR.finditer(text):
        yield found, found[0] in home.all_words
    for found in _WHEN.finditer(_MODAL_MAY.sub("may", text)):
        yield found, _stands(re.escape(found[0].rstrip("s")), said)
    for found in A_YEAR_BEFORE.finditer(text):
        yield found, bool(A_YEAR_BEFORE.search(said)) or _follow_each_other(home)
    for found in YEARS_BEFORE.finditer(text):
        yield found, _stands(rf"{re.escape(found[1])} years\b", said)
    for found in _EVERY.finditer(text):
        often = _ADJECTIVES.get(found[1].lower(), found[1])
        yield found, _stands(rf"(?:(?:an?|per|every|each|once)\W+{found[1]}|{often})\b", said)


def _stands(pattern: str, said: str) -> bool:
    return bool(re.search(rf"\b{pattern}", said, re.IGNORECASE))


def bare_table(home: Backing) -> bool:
    """Whether only rows of tables are cited."""
    return all(" | " in source.quote for source in home.sources)


def _check_stretch(figure: Figure, said: str, home: Backing) -> None:
    """Whether "between 2022 and 2024" is what the quote says, or goes from one cited figure's year to another's."""
    if figure.upper is None:
        return
    ends = (figure.value, figure.upper)
    if any((each.value, each.upper) == ends for each in figures(said)):
        return
    of_figures = {year for fact in home.facts if len(fact.years) == 1 for year in fact.years}
    if not {int(end) for end in ends} <= of_figures:
        raise Unsupported(Failure.YEAR, f"“{figure.as_written}”")


def _follow_each_other(home: Backing) -> bool:
    """Whether figures of two years in a row are cited."""
    years = {next(iter(fact.years)) for fact in home.facts if len(fact.years) == 1}
    return any(year - 1 in years for year in years)


def _check_bound(figure: Figure, said: str, of_figures: Collection[int]) -> None:
    """Whether "by 2027" is "by 2027" in the quote, and "in 2027" isn't."""
    year = str(int(figure.value))
    if year not in said:
        return
    own = _BOUND.get((figure.qualifier or "").removeprefix("the end of ").strip())
    theirs = [
        _BOUND.get(each.qualifier or "") for each in figures(said) if each.unit == "year" and each.value == figure.value
    ]
    if own in theirs or (own is None and None in theirs) or figure.upper is not None:
        return
    if own is None and int(year) in of_figures:
        return
    if own is None and re.search(
        rf"\b(?:over|from|than|since|compared with|compared to|after)(?: in)? {year}\b", said, re.IGNORECASE
    ):
        return  # "over 2023" for "from 2023"
    if own == "since" and figure.qualifier == "from":
        return
    if own and re.search(_ALSO_BOUND[own], said, re.IGNORECASE):
        return
    raise Unsupported(Failure.YEAR, f"“{figure.qualifier or 'in'} {figure.as_written}”")
