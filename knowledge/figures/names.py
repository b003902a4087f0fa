"""What looks like a figure and is a name: versions, labels, links, ages that tell who, numbers of a list. Pure."""

from __future__ import annotations

import re

# What is passed over as a whole, wherever it begins.
_WHOLE = re.compile(
    r"https?://\S{1,2000}|www\.\S{1,2000}"
    r"|\[\d{1,3}(?:[,–-] ?\d{1,3})*\]"  # a footnote's mark
    r"|#\d+|\d+(?:st|nd|rd|th)?[-–](?:party|class|degree|generation|century)\b|\d+(?:st|nd|rd|th) [Cc]entur(?:y|ies)\b"
    r"|v\d+(?:\.\d+)*\b|\d+(?:\.\d+){2,}\b(?!\s?%)"  # a version; 1.234.567 was read as a number before
    r"|\+?\(?\d{1,4}\)?(?:[ .-]\d{2,4}){2,4}-\d{2,5}\b|\+\d{1,3}(?:[ -]?\(?\d{1,5}\)?){2,6}|\(\d{3}\) \d{3}-\d{4}\b"
    r"|\b\d{3}-\d{3}-\d{4}\b|10\.\d{4,9}/\S{1,200}"
    r"|\d{1,4}(?:\.\d+)?:\d{1,3}(?::\d\d)?(?![\d%])|\d{1,3}-to-\d{1,3}\b|\d{1,3}(?:\.\d+)? to 1\b(?![.,]?\d)(?: "
    r"?[ap]\.?m\b\.?)?|\d{1,2} "
    r"?[ap]\.?m\b\.?"
    r"|\d0[’']s\b|\d{1,4}/\d{1,4}(?:/\d{1,4})?(?![\d%])"
    r"|\d{1,3}[-–]\d{1,3}[- ]year[- ]olds?\b|\d{1,3}[- ]year[- ]olds?\b"
    r"|\d{1,3} (?:and|or) (?:over|older|under|younger|above|up)\b"
    r"|\d{1,3} ?[-–] ?\d{1,3} years? (?:old|of age)\b|\d{1,3} years (?:and|or) (?:over|older|under|younger|above)\b|"
    r"\d{1,3} years (?:old|of age)\b"
)
# A number is a name's part after these: "Figure 3", "pages 31 and 57", "Go 1.21", "HTTP/2".
_LABEL = re.compile(
    r"\b(?:figures?|figs?\.|tables?|charts?|graphs?|exhibits?|sections?|secs?\.|§|chapters?|pages?|pp?\.|appendix|"
    r"annex|articles?|"
    r"art\.?|cases?|protocol|directive|regulation|resolution|rule|clause|paragraphs?|para\.?|step|phase|versions?|"
    r"ver\.|v\.|"
    r"issues?|nr\.|vol\.|volumes?|rooms?|gate|platform|route|highway|lines?|model|types?|levels?|tiers?|stage|"
    r"grade|group|wave|week|day|questions?|notes?|footnotes?|item|RFC|ISO|PR|bug|slide|box|lesson|episode|war|unit|"
    r"apollo|suite|isbn|issn|doi:?|windows|python|java|office|ios|android|macos|ubuntu|debian|edition|part|parts)\.? "
    r"?$",
    re.IGNORECASE,
)
_LABEL_NO = re.compile(r"(?:\b(?:No|Nos|Number)\.? )$")
_MORE_OF_A_LABEL = re.compile(r"\d+(?:\.\d+)*[a-zA-Z]?(?:(?: and |–|-|/| ?& ?| to )\d+(?:\.\d+)*(?!\s?(?:%|percent)))?")
_AGE = re.compile(
    r"\b(?:aged?|ages|age groups?|age of|ages of|aged between|ages between|children under|adults over|over-|"
    r"under-)(?: of| from)? ?$"
)
_AGES = re.compile(r"\d{1,3}(?: ?[–-] ?| to | and )\d{1,3}(?![\d%])|\d{1,3}")
_CAPITAL = re.compile(r"(?:^|[ (“\"'])(?P<word>[A-Z][\w+#]*|[a-z]+[A-Z]\w*) $")
_POINTED = re.compile(
    r"\d+\.\d+\+?(?![\d%])(?! ?(?:%|percent|per cent|million|billion|thousand|times|x\b|points?|out of|hours|minutes|"
    r"km))"
)
_PLAIN_SMALL = re.compile(
    r"\d{1,3}(?![\d%]|[.,]\d|[ \u00a0](?:%|percent|per cent|million|billion|thousand|[a-z]+s\b|of\b|out\b|in\b|to\b|"
    r"hundred))"
)
_NOT_NAMES = frozenset(
    "A About Above After All Almost Although An And Another Approximately Around As At Before Below Between But By "
    "Only "
    "Overall Over Exactly Fewer For From Further Half If In Just Less More Most Nearly No Of On Or Roughly Since Some "
    "Than "
    "That The Then There These This Those Through To Today Total Under Until Up We What When Where While With Also "
    "Here "
    "Meanwhile However Our Their Its It They I He She Every Each Both Additionally Among Yes Other Others None Women "
    "Men "
    "Male Female TIMES January February March April May June July August September October November December".split()
)
_BAND = re.compile(
    r"\d{1,3}[-–]\d{1,3}(?![\d%.,]|[-–]| ?(?:%|percent|per cent|points|times|million|billion|thousand)|[ -][a-z])"
)
_NUMBERING = re.compile(r"\(?\d{1,2}[.)] ")
_SMALL_IN_BRACKETS = re.compile(r"\(\d{1,2}\)(?= [a-z])")
_LISTS = re.compile(r"(?:[,;:.—–]|\b(?:and|or)|^) ?\($")
_LETTERS_AFTER = re.compile(
    r"\d+(?!(?:st|nd|rd|th|x|X|k|K|M|B|bn|mn|m|b|s|ms|h|km|kg|GB|MB|TB|kB|pp|tn|cm|mm|pt|percent|fold|kWh|MW|"
    r"GW)\b)[A-Za-z]"
)
_REST_OF_WORD = re.compile(r"[\d.,]*\w*")
_WITH_A_UNIT = re.compile(
    r"[\d,.]*\d ?(?:%|percent|per cent|euros?\b|dollars?\b|million|billion|thousand|minutes?\b|"
    r"hours?\b|days?\b|weeks?\b|"
    r"months?\b|years?\b|times\b|points?\b|km\b)"
)
_JOINED_BEFORE = re.compile(r"[\w.]-$|\d[–.,]$")
_GLUED = re.compile(r"[^\W\d_]|[\d_/#&@]")
_FOUR_DIGITS = re.compile(r"\d{4}(?!\d)")  # "mid-2020", but "pre-1.0"
_PREFIX_WORD = re.compile(r"\b(?:mid|pre|post|early|late|sub|over|under|about|non|a)-$", re.IGNORECASE)


def name_at(text: str, at: int) -> int | None:
    """Where the name that begins here ends, or None where a figure may stand."""
    if whole := _WHOLE.match(text, at):
        return whole.end()
    if not text[at].isdigit():
        return None
    before = text[max(0, at - 40) : at]
    return _after_a_label(text, at, before) or _list_number(text, at, before) or _part_of_a_word(text, at, before)


def _after_a_label(text: str, at: int, before: str) -> int | None:
    if _LABEL.search(before) or _LABEL_NO.search(before):
        found = _MORE_OF_A_LABEL.match(text, at)
        plain = found and not _WITH_A_UNIT.match(text, at)
        return found.end() if found and plain else None
    if _AGE.search(before):
        ages = _AGES.match(text, at)
        return ages.end() if ages else None
    if band := _BAND.match(text, at):
        return band.end()
    capital = _CAPITAL.search(before)
    if not capital or capital["word"] in _NOT_NAMES:
        return None
    version = _POINTED.match(text, at) or _PLAIN_SMALL.match(text, at)
    return version.end() if version else None


def _list_number(text: str, at: int, before: str) -> int | None:
    if not before.strip(" (") or before.endswith("\n"):
        numbering = _NUMBERING.match(text, at)
        return numbering.end() if numbering else None
    if _LISTS.search(before) and (marker := _SMALL_IN_BRACKETS.match(text, at - 1)):
        return marker.end()
    return None


def _part_of_a_word(text: str, at: int, before: str) -> int | None:
    """The digits of "Win32", "HTTP/2", "COVID-19", "800-145", "5G"."""
    if before and _GLUED.match(before[-1]) and not before.endswith("~"):
        return _end_of_word(text, at)
    if _JOINED_BEFORE.search(before) and not (_PREFIX_WORD.search(before) and _FOUR_DIGITS.match(text, at)):
        return _end_of_word(text, at)
    if _LETTERS_AFTER.match(text, at):
        return _end_of_word(text, at)
    return None


def _end_of_word(text: str, at: int) -> int:
    found = _REST_OF_WORD.match(text, at)
    end = found.end() if found else at + 1
    return max(at + 1, end)
