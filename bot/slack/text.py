"""Text of reports and people made harmless for Slack: it can't ping, format, forge a link or steer what stands around.

``safe`` is for plain_text and rich_text, which Slack shows as they are. ``mrkdwn`` and ``markdown`` are for the two
languages in which characters mean something. What breaks a meaning is a zero-width space, which nobody sees, or a
character that looks the same; words are never changed.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from bot.slack.limits import BUTTON_URL, LINK, length, whole

BREAK = "\u200b"  # zero-width space: lets a line break, and ends a word for Slack's parser
LONGEST_WORD = 60  # characters before it may break
MOST_MARKS = 4  # accents on one letter; piled up, they cover the lines above
MOST_LINES = 2  # line breaks in a row


def clean(text: str) -> str:
    """The text without what nobody can read: control characters, zero-width marks and such as turn its direction."""
    text = _LINE_ENDS.sub("\n", text).translate(_UNREADABLE)
    if not text.isascii():
        text = _JOINER.sub(_joining, _few_marks(text))
    return _GAP.sub("\n" * MOST_LINES, text)


def safe(text: str) -> str:
    """Clean, with pings and links broken that Slack would only ever see in another language, and long words breakable.

    Doing it twice changes nothing.
    """
    text = _ADDRESS.sub(lambda at: at[0] + BREAK, _OPENING.sub(lambda at: at[0] + BREAK, clean(text)))
    return _LONG.sub(_breakable, text)


def line(text: str) -> str:
    """Safe, on one line."""
    return safe(" ".join(clean(text).split()))


def mrkdwn(text: str) -> str:
    """Safe within Slack's mrkdwn: shown as it is written, whatever it looks like."""
    text = _unformatted(safe(text))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _QUOTED.sub(rf"\1{BREAK}\2", escaped)


def markdown(text: str) -> str:
    """Safe within standard Markdown, which streams and markdown blocks take: no link, heading, list, table or image."""
    return _STRUCTURE.sub(rf"\1{BREAK}\2", _BRACKETS.sub("]" + BREAK, mrkdwn(text).replace("|", "∣")))


def link(url: str | None, label: str) -> str:
    """A link in mrkdwn, or the label alone where the address is none that a person may be sent to."""
    shown = mrkdwn(line(label))
    address = (web(url) or "").replace("&", "&amp;")
    return f"<{address}|{shown.replace('|', '∣')}>" if 0 < length(address) <= LINK else shown


def web(url: str | None) -> str | None:
    """The address where it is one of the web that Slack takes, else None: files of the bot's machine lead nowhere."""
    if not url or length(url) > BUTTON_URL or _BAD_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname and not parts.username else None
    except ValueError:
        return None


# -- rules -------------------------------------------------------------------------------------------------------------

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_GAP = re.compile(r"\n(?:[ \u200b]*\n){2,}")
_READABLE = set("\n\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2")  # in spite of their category
_NOTHING = set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffe\uffff")  # letters by their category, blank to the eye


_TAGS = range(0xE0000, 0xE1000)
_JOINERS = "\u200c\u200d"  # emoji are joined by them, and words of some scripts
_JOINER = re.compile(f"[{_JOINERS}]")
_A_MARK = "\u0300"
_PILED = re.compile(rf"{_A_MARK}(?:[{_JOINERS}]*{_A_MARK}){{{MOST_MARKS},}}")


def _categories() -> tuple[dict[int, str | None], dict[int, str]]:
    """What is left out, with tabs as spaces; and every mark as the same one, by which they are counted."""
    gone: dict[int, str | None] = dict.fromkeys((*map(ord, _NOTHING), *_TAGS, *range(0xFDD0, 0xFDF0)))
    marks: dict[int, str] = {}
    for code in range(0x20000):  # beyond them there are no such characters but tags
        category = unicodedata.category(chr(code))
        if category in ("Mn", "Me"):
            marks[code] = _A_MARK
        elif category in ("Cc", "Cs", "Cf"):  # control, half a pair, format: zero-width and direction among them
            gone[code] = None
    for character in _READABLE:
        gone.pop(ord(character), None)
    return gone | {ord("\t"): " "}, marks


_UNREADABLE, _MARKS = _categories()
_BEYOND_LATIN = "\u0590"  # from here on joiners mean something

# Escaped ones, too: whoever shows plain text may undo that.
_OPENING = re.compile(r"(<|&lt;|&#0*60;|&#x0*3c;)(?=[!@#]|(?:https?|mailto|tel|slack):)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.+-])[@＠﹫](?=\w)|[@＠﹫](?=(?:here|channel|everyone|group|subteam)\b)", re.IGNORECASE)
_LONG = re.compile(rf"[^\s{BREAK}]{{{LONGEST_WORD + 1},}}")
_FORMATTING = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # within a word it means nothing
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_QUOTED = re.compile(r"(^|\n)([ \u200b]*&gt;)")
_BRACKETS = re.compile(r"\](?=[(\[:])")
_STRUCTURE = re.compile(r"(^|\n)([ \u200b]*(?:[#+=•-]|\d{1,9}[.)]))")
_BAD_ADDRESS = re.compile(
    r"[\s<>|\\\"'`{}\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def _few_marks(text: str) -> str:
    """The first of those that are piled up on one letter, and the joiners among them."""
    kept: list[str] = []
    end = 0
    for pile in _PILED.finditer(text.translate(_MARKS)):
        kept.append(text[end : pile.start()])
        end = pile.end()
        left = MOST_MARKS
        for each in text[pile.start() : end]:
            left -= each not in _JOINERS
            if left >= 0:
                kept.append(each)
    return "".join((*kept, text[end:]))


def _joining(joiner: re.Match[str]) -> str:
    """A joiner where it joins: emoji, and letters of scripts that know them."""
    text, at = joiner.string, joiner.start()
    beside = (text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    return joiner[0] if all(each >= _BEYOND_LATIN and each not in _JOINERS for each in beside) else ""


def _breakable(word: re.Match[str]) -> str:
    text, parts = word[0], []
    while len(text) > LONGEST_WORD:
        at = whole(text, LONGEST_WORD) or LONGEST_WORD
        parts.append(text[:at])
        text = text[at:]
    return BREAK.join((*parts, text))


def _unformatted(text: str) -> str:
    text = _UNDERSCORE.sub("ˍ", text.translate(_FORMATTING))
    return _EMOJI.sub(":" + BREAK, text)
