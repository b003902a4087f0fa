"""Which figures of a sentence say something, and which only tell who or what is spoken of. Pure."""

from __future__ import annotations

import re

from ingest.statistics.phrases import PEOPLE_PATTERN, has_verb
from ingest.statistics.places import Place
from knowledge.figures import Figure

_DETERMINED = re.compile(
    r"\b(?:the|these|those|all|both|first|last|past|next|top|bottom|our|their|its|his|her|other|others|every|each|any|"
    r"which|per|once|"
    r"previous|prior|same|following|of|or|for|into|another)(?: (?:first|last|past|next|other|main|top|following|same|"
    r"previous|remaining|"
    r"final|most))? $",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:\be\.g\.|\bi\.e\.|\bfor example,?|\bsay,),? [^()]{0,40}$")
_SIGNED = re.compile(r"\W*(?:—|–|---|--) ?[A-Z]")  # who is quoted: "— Very satisfied / 3 – 10 years / Retail"
_OF_SUMS = re.compile(r"\b(?:sums?|adds?|exceeds?|rounding|totals?)\b", re.IGNORECASE)  # "don't add up to 100%"
_OF_RESULTS = re.compile(
    r"\b(?:results?|numbers?|data|surveys?|reports?|those|figures|trends?) (?:from|of|in|for|for the|from the)\s*$",
    re.IGNORECASE,
)
_OPEN_QUOTES, _CLOSE_QUOTES = frozenset('"“‘'), frozenset('"”’')
_OF_THEIR = re.compile(r"\s*(?:or (?:more|less) )?of (?:their|its|his|her) \w+", re.IGNORECASE)
_TOP = re.compile(r"\b(?:top|bottom|first|last|past|next)[- ]$", re.IGNORECASE)
# Before a number that only limits a share's population or predicate: "firms with 50 employees", "more than 2 hours".
_LIMITS = re.compile(
    r"\b(?:with|than|least|most|over|under|of|between|for|within|after|every|per|or|in|to|a|the|on|at|from|having|work|"
    r"employ\w*|around|about|using|aged|up|total|into|before|first|last|past|next|and|spend\w*)\s*$|[–-]\s?$",
    re.IGNORECASE,
)
_OF_SO_MANY = re.compile(r"\d\S* (?:out )?of (?:the |all |its |a total of )*$")  # "126 of the 140 dealers"
_ADJECTIVE = re.compile(r"-(?:year|month|week|day|hour|minute)$")  # "a two-year study"
_GROUP_WITH = re.compile(rf"(?:{PEOPLE_PATTERN}) (?:with|of|for|in|using \w+ for) (?:a |the )?$", re.IGNORECASE)
_PREPOSITION_AT_END = re.compile(r"\b(?:for|with|of|in|within|than|between|after) $")
_OR_MORE = re.compile(r"(?: [\w-]+){1,4} or (?:more|fewer|less|over)\b")
_TOTAL = re.compile(
    r"\b(?:records?|total|sample|number|average|total number|mean|median)(?: \w+)? of(?: about| over)?\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"\s*(?:percentage |%)?(?:points? )?(?:more|less|fewer|higher|lower|increase|decrease|drop|decline|rise|growth|"
    r"jump|"
    r"improvement|dip|up|down|faster|slower|reduction|uptick|gain|greater|better|worse|larger|smaller|longer|shorter)\b"
    r"|\s*(?:since|vs\.?|compared)\b",
    re.IGNORECASE,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:(?<!make )(?<!made )(?<!makes )(?<!making )(?:up|down)|increase of|decrease of|drop of|rise of|gained|lost|"
    r"(?:rose|risen|fell|fallen|grew|grown|dropped|increased?|"
    r"decreased?|declined?|drop|rise|fall|up|down|growth)\b[^.,;]{0,24}\bby)\s*$|[+−]$",
    re.IGNORECASE,
)
_THRESHOLDS = frozenset(
    (
        "over",
        "under",
        "more than",
        "less than",
        "fewer than",
        "at least",
        "at most",
        "up to",
        "above",
        "below",
        "<",
        ">",
        "≤",
        "≥",
    )
)
_WHEN_BEFORE = re.compile(
    r"(?:\b(?:in|on|since|during|of|from|around|until|till|to|by|before|after|for|year|through|throughout|between|"
    r"dated?|as|back)\s"
    r"(?:the )?|\()$",
    re.IGNORECASE,
)
_NAMES_AFTER = re.compile(
    r" (?:survey|report|results?|edition|state|accelerate|annual|questionnaire|study|version|data|numbers?)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = frozenset(
    "In By Since Until For From During Between Before After Through The Of And Around About Until Early Late Mid "
    "Spring Summer "
    "Autumn Fall Winter January February March April May June July August September October November December".split()
)


def is_no_fact(sentence: str, figure: Figure, place: Place) -> bool:
    """Whether a number only tells who or what is spoken of: "companies with 50 to 249 employees", "the two groups"."""
    before, after = sentence[: figure.outer_start], sentence[figure.end : figure.end + 40]
    if _EXAMPLE.search(before) or _SIGNED.match(sentence):
        return True
    if figure.unit == "percent" and figure.value == 100 and _OF_SUMS.search(sentence):
        return True
    if before[-1:] in _OPEN_QUOTES and after[:1] in _CLOSE_QUOTES:
        return True
    if figure.unit == "percent" and _is_how_much(after, figure, place):
        return True
    if figure.unit not in {"count", "other"} or place.kind == "label":
        return False
    return (
        _is_a_mark(before, after, figure)
        or _points_back(before, figure)
        or _tells_who(before, after, figure)
        or _limits_a_share(before, after, figure, place)
    )


def _is_how_much(after: str, figure: Figure, place: Place) -> bool:
    """Whether a share only tells what another one's people do: "most (63%) spend 10–30% of their time on it"."""
    others = [each for each in place.figures if each.unit == "percent" and each.end <= figure.start]
    return bool(others) and bool(_OF_THEIR.match(after))


def _is_a_mark(before: str, after: str, figure: Figure) -> bool:
    """Whether it is an item of a scale ("2 = agree") or of a list ("1) …")."""
    if figure.value > 20 or figure.value != figure.value.to_integral_value():
        return False
    if after.startswith(" =") or before.endswith("= "):
        return True
    return figure.unit == "count" and after.startswith(")") and before.rfind("(") <= before.rfind(")")


def _tells_who(before: str, after: str, figure: Figure) -> bool:
    """Whether it belongs to a description: "people with 5 or more years of experience", "a two-year study"."""
    if figure.unit == "other":
        if after.startswith(" of experience") or _ADJECTIVE.search(figure.as_written):
            return True
    elif _OF_SO_MANY.search(before[-40:]) or (figure.qualifier or "").startswith(("or ", "and ")):
        return True
    limits = (
        before.endswith("(")
        or _GROUP_WITH.search(before)
        or (_PREPOSITION_AT_END.search(before) and not has_verb(before))
    )
    return (figure.qualifier or "") in _THRESHOLDS and bool(limits)


def _points_back(before: str, figure: Figure) -> bool:
    if figure.unit == "other" and before.endswith("every "):
        return False  # "laptops are replaced every four years"
    if figure.value <= 20 and (_TOP.search(before) or (figure.in_words and _DETERMINED.search(before[-30:]))):
        return True
    named = figure.as_written[0].isupper() and before.strip()  # "the Four Key Metrics"
    return figure.in_words and (bool(named) or (figure.value == 1 and not figure.qualifier))


def _limits_a_share(before: str, after: str, figure: Figure, place: Place) -> bool:
    if "point" in figure.as_written or figure.as_written.endswith("pp") or "times" in figure.as_written.lower():
        return False
    if not any(each.unit in {"percent", "times"} for each in place.figures):
        return False
    if figure.unit == "count" and (figure.upper is not None or (figure.qualifier or "") in _THRESHOLDS):
        return True
    if _OR_MORE.match(after):
        return True
    return bool(_LIMITS.search(before[-24:])) and not before.endswith("(") and not _TOTAL.search(before)


def changes(sentence: str, figure: Figure) -> bool:
    """Whether a figure tells how much something has changed or differs, not how much it is."""
    if figure.unit in {"times", "year", "rank"}:
        return False
    before = sentence[max(0, figure.outer_start - 60) : figure.outer_start]
    return figure.as_written[0] in "+−" or bool(
        _CHANGE_AFTER.match(sentence, figure.end) or _CHANGE_BEFORE.search(before)
    )


def is_named(sentence: str, year: Figure) -> bool:
    """Whether a year is part of a name: "the Rust 2018 edition"."""
    if re.match(r" editions?\b", sentence[year.end : year.end + 10]):
        return True
    before = re.search(r"(\S+) $", sentence[max(0, year.start - 30) : year.start])
    named = before and re.match(r"[A-Z][a-z]*[a-z+#]$", before[1]) and before[1] not in _NOT_A_NAME
    return bool(named and re.fullmatch(r"\d{4}", year.as_written))


def says_when(sentence: str, year: Figure) -> bool:
    """Whether a date tells when something is, and is not part of a name: "the 2019 survey"."""
    if _NAMES_AFTER.match(sentence, year.end):
        return False
    if year.qualifier == "from" and year.upper is None:
        return False
    if _OF_RESULTS.search(sentence[max(0, year.outer_start - 24) : year.start]):
        return False
    if year.qualifier or re.search(r"[A-Za-z]", year.as_written):
        return True
    before = sentence[max(0, year.outer_start - 24) : year.outer_start]
    return bool(_WHEN_BEFORE.search(before)) and not re.match(r" [A-Z]\w+ [A-Z]", sentence[year.end : year.end + 40])


def has_own_clause(sentence: str, year: Figure, mains: list[Figure]) -> bool:
    """Whether a date stands in another clause than the figures before it, so that it is told for itself."""
    before = max((figure.end for figure in mains if figure.end <= year.start), default=0)
    return bool(re.search(r"[;:—]|, (?:and|but|which|who|when|while|where)\b", sentence[before : year.start]))
