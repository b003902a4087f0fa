"""Numbers that the model wrote itself: each must stand in what is cited, as digits or as the same word. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from knowledge.figures import figures, qualifiers
from knowledge.figures.numbers import ONES, SCALES, TENS
from knowledge.figures.ranks import ORDINALS
from knowledge.verification.amounts import Kind, amount
from knowledge.verification.wording import known_in
from knowledge.words import FUNCTION_WORDS, content_words, stem, tokens
from knowledge.writing.backing import Backing
from knowledge.writing.binding import bears_out
from knowledge.writing.coverage import is_glue, is_known
from knowledge.writing.facts import comparable, kind
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Stated

_DIGITS = re.compile(r"(?<![\d.,])\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)*")
_VALUES = {
    **ONES,
    **TENS,
    **ORDINALS,
    "dozen": 12,
    "dozens": 12,
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "single": 1,
    "couple": 2,
    "pair": 2,
    "sole": 1,
}
_WORD = re.compile(
    rf"\b(?:{'|'.join([*_VALUES, *SCALES])}|hundreds|thousands|millions|billions|trillions|half|halves"
    rf"|thirds?|quarters?|fourths?|fifths?|sixths?"
    r"|sevenths?|eighths?|ninths?|tenths?|double[ds]?|doubling|triple[ds]?|quadruple[ds]?|halved"
    r"|halving|twofold|threefold|tenfold|\w+fold|zero|nil)\b",
    re.IGNORECASE,
)
_STRICT_ONE = re.compile(
    r"\b(?:at least|at most|only|just|exactly|more than|no more than|fewer than|less than|over|up to) $", re.IGNORECASE
)
_IDLE = re.compile(r"(?:(?<=one )of\b)|\bfirst(?= (?:and foremost|of all))|\bat first\b|\bsecond(?=ly)", re.IGNORECASE)


def check_numbers(text: str, stated: Sequence[Stated], home: Backing) -> None:
    """Raises Unsupported for digits, or a number word outside of a figure, that nothing cited has."""
    there = set(_DIGITS.findall(home.all_words)) | {str(year) for year in home.years | home.document_years}
    strange = next((found[0] for found in _DIGITS.finditer(text) if found[0] not in there), None)
    if strange or (strange := next(iter(_GIBBERISH.findall(text)), None)):
        raise Unsupported(Failure.FIGURE, f"“{strange}”")
    inside = [(each.start, each.end) for each in stated]
    for found in _WORD.finditer(text):
        if not any(start <= found.start() < end for start, end in inside):
            _check_word(text, found, home)


def _check_word(text: str, found: re.Match[str], home: Backing) -> None:
    """Whether a number word that is no figure stands in what is cited, as that word or as that number."""
    word = found[0].lower()
    if word in ("one", "single"):
        return _check_one(text, found, home)
    if _FRACTION.fullmatch(word):
        return _check_fraction(text, found, home)
    if word in ("once", "twice"):
        _check_often(text, found, home)
    value = None if word in ORDINALS else _VALUES.get(word)
    known = value is not None and Decimal(value) in _numbers_in(home.said)
    if not known and not re.search(rf"\b{word}\b", home.said, re.IGNORECASE):
        raise Unsupported(Failure.FIGURE, f"“{found[0]}”")
    return None


_GIBBERISH = re.compile(r"\ban? (?:most|few|all|none)\b(?! (?:of|more)\b)(?<!a few)", re.IGNORECASE)
_FRACTION = re.compile(
    r"half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?", re.IGNORECASE
)


def _check_fraction(text: str, found: re.Match[str], home: Backing) -> None:
    """Whether a fraction that is no share ("half an hour", "the third quarter") stands there as it is."""
    before = re.search(r"(\w+)\W*$", text[: found.start()])
    after = re.match(r"\W*(\w+)", text[found.end() :])
    the = [rf"\bthe\W+{found[0]}\b"] if before and before[1].lower() == "the" else []
    phrases = [rf"\b{before[1]}\W+{found[0]}\b"] if before and before[1].lower() not in _LOOSE else the
    phrases += [rf"\b{found[0]}\W+{after[1]}\b"] if after and after[1].lower() not in _LOOSE else []
    if not any(re.search(phrase, home.said, re.IGNORECASE) for phrase in phrases):
        raise Unsupported(Failure.FIGURE, f"“{found[0]}”")


_LOOSE = frozenset("a an the of in and or to for by with after is was at".split())


def _check_one(text: str, found: re.Match[str], home: Backing) -> None:
    """Whether "one department", "at least one day" and the like stand there; "one of them" is no number."""
    said = f"{home.said} {home.labels}"
    strict = _STRICT_ONE.search(text[: found.start()])
    if strict and not re.search(rf"\b{strict[0]}(?:one|a|an|1|once)\b", said, re.IGNORECASE):
        raise Unsupported(Failure.QUALIFIER, f"“{strict[0]}{found[0]}”")
    noun = re.match(r" (?!of\b|in\b|way\b|or\b|another\b|who\b|that\b)([a-z]{3,})", text[found.end() :])
    if (
        noun
        and noun[1] not in FUNCTION_WORDS | {"because"}
        and not re.search(
            rf"\b(?:one|single|1|an?|each|per)\b[^.;]{{0,20}}\b{noun[1].rstrip('s')}", said, re.IGNORECASE
        )
    ):
        raise Unsupported(Failure.FIGURE, f"“{found[0]}{noun[0]}”")


def _check_often(text: str, found: re.Match[str], home: Backing) -> None:
    """Whether "at least once" is that in what is cited: at least one, or at least once."""
    strict = _STRICT_ONE.search(text[: found.start()])
    if strict and not re.search(rf"\b{strict[0]}(?:{found[0]}|one|a)\b", f"{home.said} {home.labels}", re.IGNORECASE):
        raise Unsupported(Failure.QUALIFIER, f"“{strict[0]}{found[0]}”")


def _numbers_in(said: str) -> set[Decimal]:
    read = figures(said)
    known = {figure.value for figure in read}
    for figure in read:
        said = said[: figure.start] + " " * (figure.end - figure.start) + said[figure.end :]
    known |= {Decimal(digits) for digits in re.findall(r"(?<![\d.,])\d{1,3}(?![\d.,]\d)", said)}
    return known | {
        Decimal(_VALUES[word])
        for word in re.findall(r"[a-z]+", said.lower())
        if word in _VALUES and word not in ORDINALS
    }


def stands_in_words(stated: Stated, sentence: str, home: Backing) -> bool:
    """Whether a number that is no figure of a quote stands there all the same: "lines 2 and 7"."""
    if " " in stated.said and re.search(rf"\b{re.escape(stated.said)}\b", home.labels, re.IGNORECASE):
        return True
    if stated.amount.unit in ("count", "other", "rank"):
        text = f"{home.quotes} ; {home.labels}"
        plain = stated.amount.kind.value in ("bare", "round") and stated.amount.point in _numbers_in(text)
        return plain and counted_alike(stated, sentence, text)
    return False


def counted_alike(stated: Stated, sentence: str, text: str) -> bool:
    """Whether a text has a number of the same things: with the same word behind it, or before it."""
    if (unit := _unit_of(stated.written)) is not None:
        return unit in known_in(text)
    after, before = _following(sentence[stated.end :]), tokens(sentence[: stated.start])[-1:]
    after = [word for word in after if not is_glue(word)] or after
    words = [word for word, value in _VALUES.items() if value == stated.amount.point]
    for found in re.finditer(rf"\b(?:{'|'.join([*words, str(stated.amount.point)])})\b", text, re.IGNORECASE):
        theirs = known_in(" ".join(_following(text[found.end() :])))
        if any(is_known(word, theirs) for word in after) or (not after and not theirs):
            return True
        if before and tokens(text[: found.start()])[-1:] == before and before[0].lower() not in FUNCTION_WORDS:
            return True
    return False


def _unit_of(written: str) -> str | None:
    """The unit of a measured quantity, by its stem: "ten-minute", "half an hour"; None of a mere number."""
    words = re.split(r"[\s-]", written)
    return stem(words[-1]) if len(words) > 1 and words[-1].lower() not in _VALUES else None


def quantified_alike(stated: Stated, sentence: str, home: Backing) -> bool:
    """Whether the quotes say as much of the same: "every one of these companies" for "all of these companies"."""
    own = _following(sentence[stated.end :])
    for worth, after in home.quantified:
        if not stated.amount.covers(worth) or (worth.low == 100 and stated.amount.low < 90):
            continue
        theirs = _following(after)
        if any(is_known(word, known_in(" ".join(theirs))) for word in own):
            return True
        if _ALONE.match(sentence, stated.end) and _ALONE.match(after):
            return True
    return False


def _following(text: str) -> list[str]:
    """The first words behind a quantifier that tell what it is of; none behind "of them"."""
    clause = re.split(r"[,;:.!?]", text)[0]
    words = [word for word in clause.split()[:_REACH] if not any(c.isdigit() for c in word)]
    return content_words(" ".join(words))[:3]


_ALONE = re.compile(r"\s*(?:$|[.,;:!?]|of (?:(?:them|it|us)\b|(?:these|those|this|that)\b(?! \w+s?\b)))")
_REACH = 5  # words behind a quantifier


def without_repeats(text: str, stated: Sequence[Stated]) -> list[Stated]:
    """Without words that a figure in brackets repeats: "about a third (32%)". Raises Unsupported where it doesn't."""
    kept: list[Stated] = []
    for each in stated:
        _check_bracket(text, each)
        check_qualified_once(text, each)
        before = kept[-1] if kept else None
        alike = before is not None and comparable(before.amount, each.amount)
        if before and before.is_quantifier and each.fact and alike and _brackets(text, before, each):
            if not bears_out(before.amount, each.amount):
                raise Unsupported(Failure.FIGURE, f"“{before.written}” for {each.written}")
            kept[-1:] = [each._replace(start=before.start, inside=_inside(text, before, each))]
        elif before and not comparable(before.amount, each.amount):
            kept.append(each)
        elif (
            before
            and before.fact is None
            and each.fact
            and not before.is_quantifier
            and _in_bracket(text, before, each)
        ):
            if not bears_out(before.amount, each.amount):
                raise Unsupported(Failure.FIGURE, f"“{before.written}” for {each.written}")
            kept[-1] = each._replace(start=before.start, inside=_inside(text, before, each))
        else:
            kept.append(each)
    return kept


def check_qualified_once(text: str, stated: Stated) -> None:
    """Raises Unsupported for two qualifiers before one figure: "at least over half"."""
    before = qualifiers.before(text, stated.start)
    if stated.fact is None and before and kind(before[0] or None) != Kind.BARE and not stated.is_quantifier:
        raise Unsupported(Failure.QUALIFIER, f"“{before[0]} {stated.said}”")


def _inside(text: str, one: Stated, other: Stated) -> str:
    return text[one.end : other.start].rstrip("(, ")


def _brackets(text: str, one: Stated, other: Stated) -> bool:
    """Whether a figure stands alone in brackets, somewhere behind another in the same clause."""
    between, after = text[one.end : other.start], text[other.end : other.end + 1]
    return after == ")" and bool(re.fullmatch(r"[^.;:()]{0,80}\(", between))


def _check_bracket(text: str, stated: Stated) -> None:
    """Whether the words of "fewer than half (44%)" say what the figure in brackets does."""
    head, bracket, _ = stated.written.rpartition("(")
    if stated.fact is not None or not bracket:
        return
    for figure in figures(text[stated.start : stated.end - len(stated.written) + len(head)]):
        words = amount(figure.value, figure.unit, figure.qualifier, figure.in_words)
        if not bears_out(words, stated.amount):
            raise Unsupported(Failure.FIGURE, f"“{stated.said}”")


def _in_bracket(text: str, one: Stated, other: Stated) -> bool:
    between, after = text[one.end : other.start], text[other.end : other.end + 1]
    set_off = (after == ")" and between.endswith("(")) or (
        after == "," and between.endswith((", ", ", or ", ", namely "))
    )
    return (
        set_off
        and bool(re.fullmatch(r"[^.;:()\d]{0,60}\(?", between))
        and not re.search(r"\b(?:and|while|but)\b", between)
    )


_UPWARDS = ("more than", "at least")


def ratio_holds(stated: Stated, all_stated: Sequence[Stated]) -> bool:
    """Whether "more than halved" is what the two figures of its sentence say."""
    values = [each.amount.point for each in all_stated if each.fact and each.amount.unit != "times"]
    if stated.amount.unit != "times" or len(values) != 2 or not values[0]:
        return False
    ratio = values[1] / values[0]
    kind = stated.amount.kind.value
    if stated.amount.point < 1 and stated.amount.is_wide:  # "more than halved" is less than half
        mirrored = (
            stated.amount._replace(low=Decimal(0), high=stated.amount.point)
            if kind in _UPWARDS
            else stated.amount._replace(low=stated.amount.point, high=Decimal(1))
        )
        return mirrored.holds(ratio) and ratio != stated.amount.point
    if kind in ("bare", "round"):
        return abs(ratio - stated.amount.point) <= stated.amount.point * Decimal("0.06")
    return stated.amount.holds(ratio)
