"""Lines of web pages that are about the page and not about its subject: shares, comments, counters, cookie notices.

Used for HTML and for plain text that was copied from a page. A line is dropped only when the whole of it is such a
phrase, so that a sentence about cookies or comments stays.
"""

from __future__ import annotations

import re
from itertools import islice

from ingest.metadata import iso_date

_WHOLE_LINES = re.compile(
    r"""^\W*(?:
      skip\ to\ (?:main\ )?(?:content|navigation)
    | (?:download|read|get|view)\ (?:the\ )?(?:full\ |complete\ |free\ )?(?:report|pdf|article|paper|story|survey)
      (?:\ (?:here|now|pdf))?
    | (?:read|learn|see|view|show|load)\ (?:more|all)(?:\ (?:comments|articles|posts|stories))?
    | (?:\d[\d,.]*\w?\ )?(?:comments?|views?|reads?|likes?|shares?|replies|claps)(?:\ \(?\d*\)?)?
    | (?:sign|log)\ ?(?:in|up|out)(?:\ (?:to|for|with)\ .{1,60})?
    | no\ comments?\ yet\W*(?:be\ the\ first\ to\ comment)?
    | be\ the\ first\ to\ comment
    | (?:leave|post|add|write)\ (?:a\ |your\ )?(?:comment|reply)
    | share(?:\ (?:this|on|via|the)\b.{0,40})?
    | (?:tweet|facebook|twitter|linkedin|whatsapp|reddit|email|print|pinterest|copy\ link|x)
    | (?:follow|like|find)\ us(?:\ on\ .{1,30})?
    | subscribe(?:\ (?:now|to\ .{1,60}|for\ .{1,40}))?
    | (?:sign\ up|register)\ (?:for|to)\ .{0,40}newsletter.{0,20}
    | (?:join|get)\ (?:our|the)\ .{0,30}newsletter.{0,30}
    | (?:accept|reject|allow|manage|customi[sz]e)(?:\ all)?\ (?:cookies?|preferences)
    | (?:cookie|privacy|terms)(?:\ (?:policy|notice|settings|preferences|of\ (?:use|service)))?
    | (?:this\ (?:web)?site|we)\ uses?\ (?:our\ own\ )?cookies(?:$|\W+(?:and|to|on|for|in\ order|which|that|by|as)\b).*
    | by\ (?:continuing|using)\ .{0,40}\b(?:site|website|page)\b.*\bcookies?\b.*
    | advertise?ments?|sponsored(?:\ content)?|(?:back\ to\ )?top|menu|search|close|home|contact(?:\ us)?|about(?:\ us)?
    | (?:next|previous|older|newer)(?:\ (?:post|article|page|story))?
    | \d+[ -]min(?:ute)?s?\ read
    | (?:©|\(c\)|copyright)\b.{0,80}|all\ rights\ reserved
    | (?:photo|image|picture|illustration|source\ image)?\ ?credits?:?.{0,60}|getty\ images.{0,40}|click\ to\ enlarge
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_INSTRUCTION = re.compile(r"^\W*(?:hover|click|tap|scroll)\s(?:for|over|on|to|the)\b.{0,60}$", re.IGNORECASE)
_RELATED = re.compile(
    r"^\W*(?:(?:related|recommended|more|similar|popular|latest|recent|trending)\s+"
    r"(?:articles?|posts?|stories|content|reading|reports?|news|topics|resources|from\b.{0,40})"
    r"|(?:you (?:may|might) (?:also )?(?:like|enjoy)|read next|up next|keep reading|most (?:read|popular)|see also"
    r"|what to read next|further reading|stay connected))\W*$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^\W*(?:\d+\s+)?(?:comments?|replies|discussion|responses|leave a (?:comment|reply))(?:\s*\(\d+\))?\W*$",
    re.IGNORECASE,
)
_COMMENTING = re.compile(
    r"\b(?:sign|log) ?in to (?:comment|reply)|\bno comments? yet|\bbe the first to comment"
    r"|\b(?:leave|post|add) a (?:comment|reply)|\blogin to (?:comment|reply)|\bcomments (?:are|have been) closed",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"\b\d[\d,.]*\w?\s*(?:views?|reads?|comments?|shares?|likes?|claps?|min(?:ute)?s?(?:\s+read)?)\b"
    r"|\b(?:published|updated|posted|last|modified|on|at|by|date|share)\b|\b\d{1,2}:\d\d\b|\b(?:am|pm|gmt|utc|[ecmp][ds]t)\b",
    re.IGNORECASE,
)
_DATE_PARTS = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
    r"|\d",
    re.IGNORECASE,
)


def is_boilerplate(line: str) -> bool:
    """Whether the whole line is a phrase of page furniture, or only a date and counters."""
    return len(line) <= 400 and (bool(_WHOLE_LINES.match(line)) or is_masthead(line) or is_instruction(line))


def is_instruction(line: str) -> bool:
    """Whether a line only says how to handle a picture on a screen."""
    return bool(_INSTRUCTION.match(line))


def is_masthead(line: str) -> bool:
    """Whether a line says no more than when the page was published and how often it was read."""
    if len(line) > 100 or not re.search(r"\d", line) or re.search(r"\w", _DATE_PARTS.sub("", _COUNTERS.sub("", line))):
        return False
    return bool(_COUNTERS.search(line) or iso_date(line))


def starts_related(line: str) -> bool:
    """Whether what follows is a list of other pages."""
    return bool(_RELATED.match(line))


def starts_comments(line: str, following: str) -> bool:
    """Whether what follows are readers' comments; ``following`` is the text after the line."""
    return bool(_COMMENTS.match(line)) and bool(_COMMENTING.search(following[:300]))


def is_page_copy(lines: list[str]) -> bool:
    """Whether a plain text was copied from a web page: at least two lines of it are page furniture."""
    furniture = (line for line in lines if _COMMENTING.search(line) or is_boilerplate(line) or starts_related(line))
    return len(list(islice(furniture, 2))) == 2
