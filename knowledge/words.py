"""Words of a question or a passage: which carry meaning, and when two of them are the same word. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_](?:[\w'’.,+#&/-]*[\w+#])?", re.UNICODE)

# English function words, and the words that only say what kind of answer is wanted.
FUNCTION_WORDS = frozenset(
    """a about above after again against all also am among an and any are around as at be because been before being
    below between both but by can could did do does doing down during each either else even ever every few for from
    further get gets getting got had has have having he her here hers him his how however i if in into is it its itself
    just let like many may me might more most much must my no nor not now of off on once one ones only or other others
    our out over own per please rather s same shall she should so some still such t tell than that the their theirs
    them themselves then there these they thing things this those through to too under until up upon us used using very
    was we were what what's when where whether which while who who's whom whose why will with within would yet you your
    share percentage percentages percent proportion fraction number figure amount say says said according report reports
    reported survey surveys surveyed respondents respondent people compare compared comparison versus vs""".split()
)


def tokens(text: str) -> list[str]:
    """The words of a text as written, in order."""
    return _WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, as written, each once."""
    shouted = text.isupper()
    return list(
        dict.fromkeys(
            word
            for word in tokens(text)
            # "IT" and "US" are no function words, unless everything is in capitals.
            if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1 and not shouted)
        )
    )


def acronyms(text: str) -> dict[str, tuple[str, ...]]:
    """What runs of three to five words may be shortened to, and their words: "platform as a service" may be "paas"."""
    words = [word.lower() for word in tokens(text)]
    found: dict[str, tuple[str, ...]] = {}
    for length in (5, 4, 3):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            if run[0] not in FUNCTION_WORDS and run[-1] not in FUNCTION_WORDS:
                found["".join(word[0] for word in run)] = tuple(run)
    return found


def stem(word: str) -> str:
    """A word without its commonest English endings, in lower case; for telling equal words, not for showing."""
    word = word.lower().replace(",", "").replace("’", "'").removesuffix("'s")
    for ending, put in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return (word.removesuffix(ending) + put).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word
