"""Where a noun phrase ends, whether words have a verb: as far as closed word lists tell, without a tagger. Pure."""

from __future__ import annotations

import re
from itertools import islice

PEOPLE = (
    "respondents responders participants people persons individuals adults children women men males females girls "
    "boys parents "
    "families households residents inhabitants citizens voters immigrants students pupils teachers patients doctors "
    "nurses readers "
    "employees workers staff colleagues managers executives leaders professionals developers programmers engineers "
    "administrators analysts consultants freelancers maintainers contributors users non-users beginners newcomers "
    "gophers "
    "rustaceans customers consumers buyers clients subscribers visitors passengers drivers commuters cyclists owners "
    "performers teams groups organizations organisations companies businesses firms enterprises employers startups "
    "departments units schools universities hospitals agencies authorities bodies dealers makers vendors suppliers "
    "providers retailers manufacturers banks insurers institutions cities countries regions members apprentices "
    "trainees "
    "learners answers responses submissions interviewees panelists panellists ones those leads experts "
    "decision-makers ceos cios "
    "cisos ctos cfos chairs directors founders investors marketers scientists researchers soldiers troops"
)
_PEOPLE = frozenset(PEOPLE.split())
PEOPLE_PATTERN = rf"(?:{'|'.join(sorted(_PEOPLE, key=len, reverse=True))})\b(?!['’])"

AUXILIARIES = frozenset(
    "is are was were be been has have had do does did can could will would may might must shall should isn't aren't "
    "wasn't "
    "weren't hasn't haven't hadn't don't doesn't didn't can't couldn't won't wouldn't isn’t aren’t wasn’t weren’t "
    "hasn’t haven’t "
    "don’t doesn’t didn’t can’t couldn’t won’t wouldn’t".split()
)
_VERBS = frozenset(
    "say says said think thinks thought feel feels felt find finds found use uses report reports rate rates rely "
    "relies "
    "cite cites name names know knows knew want wants need needs plan plans expect expects believe believes agree "
    "agrees "
    "disagree disagrees prefer prefers work works live lives run runs ran make makes made take takes took get gets "
    "got give "
    "gives gave go goes went come comes came become becomes became remain remains rank ranks stay stays see sees saw "
    "spend spends spent buy buys bought sell sells sold pay pays paid cost costs fall falls fell rise rises rose grow "
    "grows "
    "grew drop drops include includes account accounts represent represents contain contains consist consists show "
    "shows "
    "depend depends choose chooses chose hold holds held lose loses lost win wins won lead leads led learn learns "
    "learnt "
    "teach teaches write writes wrote read reads walk walks drive drives drove travel travels develop develops build "
    "builds "
    "built deploy deploys test tests follow follows mention mentions indicate indicates identify identifies select "
    "selects "
    "speak speaks spoke trust trusts struggle struggles delegate delegates offer offers provide provides require "
    "requires "
    "receive receives stand stands stood begin begins began start starts stop stops train trains meet meets met leave "
    "leaves "
    "left put puts cut cuts let lets set sets draw draws drew keep keeps kept bring brings brought tell tells told "
    "ask asks "
    "apply applies help helps allow allows share shares issue issues check checks measure measures employ employs "
    "own owns destroy destroys cover covers serve serves produce produces exceed exceeds reach reaches total totals "
    "equal "
    "equals average averages comprise comprises makes enjoy enjoys encounter encounters experience experiences "
    "understand understands understood recommend recommends consider considers "
    "describe describes attend attends browse browses target targets switch switches evaluate evaluates worry worries "
    "continue continues leads lead prove proves suggest suggests imply implies reveal reveals ensure ensures".split()
)
# Past participles that end a noun phrase as often as they begin a predicate; after a noun these describe it.
_DESCRIBES = frozenset(
    "compared combined surveyed asked polled interviewed questioned based aged employed located involved".split()
)
_PREPOSITIONS = frozenset(
    "of in on at for from with without within by to into among amongst between during since until through across over "
    "under "
    "per as than like about after before against versus vs vs. via outside inside beyond regardless".split()
)
_BEFORE_NOUNS = frozenset(
    "to the a an of in their its this these those most at your our my by for all no with any some every each".split()
)
_RELATIVES = frozenset("who that which whose where".split())
_CLOSERS = frozenset("and or but while whereas compared though although because if when so followed".split())
_WORD = re.compile(r"[^\s()]+")
_STOP_AFTER = re.compile(r"[,;:.!?—)]$")
# Third persons that are plural nouns as often; what is counted is plural, so it takes the verb without its "s".
_NOUNS_TOO = frozenset(
    "worries uses reports rates names needs plans works lives runs makes costs falls drops ranks starts stops shows "
    "tests targets trains leaves shares issues checks measures totals averages experiences switches reads "
    "walks drives travels learns "
    "tells asks "
    "helps covers serves wins trusts struggles offers views deploys develops builds identifies finds keeps "
    "accounts".split()
)
_SINGULAR = frozenset(
    "it he she that which who this also company report survey share number percentage one everyone".split()
)
_NOT_YET = frozenset(
    "also already never ever still now both the a an they it we he she you i their our its have".split()
)
_NONE, _VERB, _AUXILIARY, _SAID = "", "verb", "auxiliary", "said"
_SAYING = frozenset(
    "say says said report reported indicate indicated think thought felt believe believed agree agreed answered".split()
)
_FINITE = frozenset("is are was were has have".split())
_PRONOUNS = frozenset("it they we there he she".split())
_ARTICLES = frozenset("the a an this these".split())
_BEFORE_ARTICLES = frozenset("all both and or".split())
LONGEST_PHRASE = 24  # words
_COMPARING = frozenset(
    "later earlier sooner more less fewer higher lower up down faster slower greater better worse larger "
    "smaller".split()
)


def is_people(word: str) -> bool:
    """Whether a word names who or what is asked or counted: "respondents", "teams", "companies"."""
    return _bare(word) in _PEOPLE


def is_verb(word: str, before: str = "") -> bool:
    """Whether a word can only, or here most likely, be a finite verb; ``before``: the word before it."""
    bare = _bare(word)
    if bare in AUXILIARIES:
        return True
    if _bare(before) in _BEFORE_NOUNS or word[:1].isupper():
        return False
    if bare in _NOUNS_TOO and _bare(before) not in _SINGULAR:
        return False
    return (
        bare in _VERBS
        or (bare.startswith("self-") and bare[5:] in _VERBS)
        or (len(bare) > 4 and bare.endswith("ed") and bare not in _DESCRIBES and "-" not in bare)
    )


def has_verb(text: str) -> bool:
    """Whether a stretch has a finite verb outside of a clause that begins with "who" or "that"."""
    words = text.split()
    relative = False
    for before, word in zip(["", *words], words, strict=False):
        bare = _bare(word)
        if bare in _RELATIVES and before:
            relative = True
        elif is_verb(word, before):
            if not relative:
                return True
            relative = word.lower() in AUXILIARIES
    return False


def is_preposition(word: str) -> bool:
    """Whether a word opens an adverbial: "in", "of", "among"."""
    return _bare(word) in _PREPOSITIONS


def is_comparing(word: str) -> bool:
    """Whether a word compares with something else: "more", "up"."""
    return _bare(word) in _COMPARING


def noun_phrase_end(text: str, at: int) -> int:
    """Where the noun phrase that begins here ends: before the predicate, punctuation or a bracket.

    "those who have adopted Rust found …" ends before "found"; "teams in the elite group deploy …" before "deploy".
    """
    end, before, clause = at, "", _NONE
    for found in islice(_WORD.finditer(text, at), LONGEST_PHRASE):
        word = found[0]
        bare = _bare(word)
        following = _WORD.match(text, found.end() + 1)
        describes = bare.endswith("ed") and following and is_people(following[0])  # "randomly sampled respondents"
        if text[end : found.start()].strip() or not bare:
            break
        if not describes and _ends_phrase(text, found.end(), word, before, clause):
            break
        clause = _next_clause(clause, word, before)
        end, before = found.end(), bare
        if _STOP_AFTER.search(word):
            return end - len(word) + len(word.rstrip(".,;:!?—)"))
    return end


def _ends_phrase(text: str, after: int, word: str, before: str, clause: str) -> bool:
    bare = _bare(word)
    if bare in _CLOSERS and not _joins(text, after, bare, before):
        return True
    if clause == _AUXILIARY and bare in _FINITE:
        return True  # "teams that do | are likelier to"
    if clause != _NONE or not before:
        return False
    first = re.split("['’]", bare)[0]
    if first in _PRONOUNS or (first in _ARTICLES and not _takes_article(before)):
        return True  # "in firms with a garden | the share was 22%"
    return is_verb(word, before) or (is_people(before) and not _modifies(bare))


def _takes_article(before: str) -> bool:
    """Whether an article may follow within a phrase: "in the elite group", "using a platform"."""
    return before in _PREPOSITIONS or before.endswith("ing") or before in _BEFORE_ARTICLES or is_verb(before)


def _next_clause(clause: str, word: str, before: str) -> str:
    """How far a relative clause has got: none, its verb awaited, an auxiliary read, or what somebody said."""
    bare = _bare(word)
    if bare in _RELATIVES or (bare in {"and", "or"} and is_verb(before)):
        return _VERB
    if clause != _NONE and bare in _SAYING:
        return _SAID
    if (
        clause == _VERB
        and before in {"who", "that"}
        and word[0].islower()
        and bare not in _NOT_YET
        and not bare.endswith("ly")
    ):
        return _AUXILIARY if bare in AUXILIARIES else _NONE
    if clause in {_VERB, _SAID}:
        return _AUXILIARY if bare in AUXILIARIES else _NONE if is_verb(word, before) else _VERB
    if clause == _AUXILIARY:
        return (
            _AUXILIARY
            if bare in AUXILIARIES or bare in {"not", "also", "already", "never", "been", "ever"} or bare.endswith("ly")
            else _NONE
        )
    return _NONE


def _modifies(bare: str) -> bool:
    """Whether a word that follows "companies" still belongs to the phrase."""
    return (
        bare in _PREPOSITIONS
        or bare in _RELATIVES
        or bare in _DESCRIBES
        or bare in {"and", "or", "not"}
        or bare.endswith("ing")
        or is_people(bare)
    )


def _joins(text: str, at: int, word: str, before: str) -> bool:
    """Whether "and" joins two nouns ("teachers and pupils"), two verbs, or says how much ("five or more")."""
    if word not in {"and", "or"}:
        return False
    following = _WORD.findall(text[at : at + 40])[:2]
    if following and is_verb(before) and is_verb(following[0]):
        return True  # "that met or exceeded their targets"
    if following and _bare(following[0]) in {"more", "fewer", "less", "older", "younger", "over", "under", "above"}:
        return True
    return any(is_people(each) for each in following) and not is_verb(following[0])


def _bare(word: str) -> str:
    return word.lower().strip('.,;:!?()"“”’—–-')
