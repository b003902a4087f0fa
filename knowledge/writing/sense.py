"""Small words that change what a sentence says, in families: which way, which end, how sure, why. One table. Pure."""

from __future__ import annotations

import re


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


UP = _words(
    r"rose|risen|ris(?:e|es|ing)|gr[eo]w|grown|grow(?:s|ing|th)|increas(?:e|ed|es|ing|ingly)"
    r"|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|gain(?:ed|s|ing)?"
    r"|rais(?:e|ed|es|ing)|lift(?:ed|s)?|surg(?:e|ed|es|ing)|soar(?:ed|s|ing)?|up from|went up"
    r"|go(?:es)? up|gone up|spread(?:s|ing)?(?= to\b)|doubl(?:ed|es|ing)|tripl(?:ed|es|ing)"
    r"|expand(?:ed|s|ing)?"
    r"|uptick|upward|on the rise|improv(?:e|ed|es|ing)|accelerat(?:e|ed|es|ing)|is up|are up|now up"
    r"|up to(?= ø)|higher than (?:before|last|a year|the year|in)"
)
DOWN = _words(
    r"fell|fallen|fall(?:s|ing)?|declin(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|dropp(?:ed|ing)"
    r"|drop(?:s)?|shr[aiu]nk(?:s|ing)?|down from|went down|go(?:es)? down|gone down"
    r"|halv(?:ed|es|ing)|slipp(?:ed|ing)|sank|sunk|reduc(?:e|ed|es|ing|tion)|cut(?: from|s)?|slow(?:ed"
    r"|s|ing)?|down to|is down|are down|lost|plummet(?:ed|s|ing)?|plung(?:e|ed|es|ing)"
    r"|lower(?:ed|s|ing)|weaken(?:ed|s|ing)?|worsen(?:ed|s|ing)?"
)
MORE = _words(
    r"more|greater|higher|larger|bigger|longer|faster|quicker|better|likelier|above|exceed(?:s|ed"
    r"|ing)?|ahead|outnumber\w*|outpac\w*|over(?=take|took)|further|stronger|older|earlier|sooner"
    r"|wider|broader|later"
)
LESS = _words(
    r"less|fewer|lower|smaller|shorter|slower|worse|below|behind|under|lag(?:s|ged|ging)?|trail(?:s|ed"
    r"|ing)?|rarer|weaker|younger|narrower"
)
MOST = _words(
    r"(?<!at )most(?= (?:common|often|popular|frequent|widespread|used|likely|cited|important|widely"
    r"|successful|frequently|of all)\b)|(?:the|gained|spent|lost|sold|named|trains?|sells?) most"
    r"|(?<!at )most|highest|worst"
    r"|largest|biggest|greatest|leading|main(?:ly)?|top|chief(?:ly)?|number one|commonest|best"
    r"|primar(?:y|ily)|foremost|longest|quickest|fastest|strongest|first|usually|predominantly"
    r"|dominant|above all|mostly|maximum"
)
LEAST = _words(
    r"(?<!at )least|lowest|smallest|fewest|rarest|shortest|slowest|last(?! (?:year|month|week|quarter"
    r"|spring|summer|autumn|winter))|weakest|minimum|seldomest"
)
ONLY = _words(r"only|solely|exclusively|alone|just|merely|nothing but|no one but|none but")
ALL = _words(
    r"(?<!at )all|every(?! (?:year|month|week|day|hour|quarter)\b)|each(?! other)|everyone|everybody|everything"
    r"|always|(?<!without )(?<!not )(?<!n’t )(?<!n't )any|anyone|throughout|whatever|universal(?:ly)?"
    r"|without exception|invariably"
)
FULL = _words(r"fully|full|complete(?:ly)?|entire(?:ly)?|whole|wholly|total(?:ly)?")
MANY = _words(r"(?<!how )many|several|numerous|few|a few|a number of|countless|handful|multiple|a lot|plenty|lots")
TWO = _words(r"both|either|neither|two|pair|couple|twin|dual")
NONE = _words(r"none|nobody|no one|nothing|never|neither|nowhere|no")
AGAIN = _words(
    r"again|once more|repeatedly|continu(?:e|ed|es|ing) to|still|remain(?:ed|s|ing)?|(?:for the )?first time|unchanged"
)

FUTURE = _words(
    r"will|won[’']t|shall|going to|expect(?:s|ed|ing|ation)?|predict(?:s|ed|ing|ion|ions)?"
    r"|forecast(?:s|ed|ing)?|project(?:s|ed|ion|ions)(?= (?:that|to|of|a|an|by)\b|,)|plans?|(?:is|are"
    r"|was|were|been|being) planned|planned (?:for|to|in)|planning to|intend(?:s|ed|ing)?"
    r"|aims? to|wants? to|is to|are to|due (?:in|to (?:open|start|begin|follow|launch))|anticipat(?:e"
    r"|es|ed|ing)|upcoming|foresee[ns]?|scheduled|promis(?:e|ed|es)|hop(?:e|es|ed|ing)|warn(?:s|ed"
    r"|ing)?|by (?:the end of )?20\d\d|outlook|next year|runs? until|ends? in|open(?:s|ing)? in"
)
# What a sentence must say, too, if its quote does: that it lies ahead.
AHEAD = _words(
    r"will|won[’']t|shall|going to|expect(?:s|ed|ing)?|predict(?:s|ed|ing|ion|ions)?|forecast(?:s|ed"
    r"|ing)?|(?:is|are|was|were|been|being) planned|planned (?:for|to|in)|planning to|plans? to"
    r"|aims? to|is to|are to|due (?:in|to (?:open|start|begin|follow|launch))|anticipat(?:e|es|ed|ing)"
    r"|upcoming|foresee[ns]?|scheduled|warn(?:s|ed|ing)?|by (?:the end of )?20\d\d|coming year"
)
DOUBT = _words(
    r"may|might|maybe|perhaps|possibl[ey]|probabl[ey]|likely|unlikely|seem(?:s|ed|ingly)?|appear(?:s"
    r"|ed)? to|suggest(?:s|ed)?|allegedly|reportedly|apparently|presumably|potential(?:ly)?"
    r"|would(?! (?:like|prefer|rather|have been entitled))"
)
DUTY = _words(
    r"must|should|ought|ha(?:ve|s|d) to|need(?:s|ed)? to|require(?:s|d)?|obliged|mandatory|compulsory"
    r"|necessary|necessity|meant to|supposed to|recommended|forced|demand(?:s|ed)?|needs"
    r"|prescribe[sd]?"
)
CAN = _words(
    r"can|could|able|unable|cannot|can[’']t|couldn[’']t|may|allow(?:s|ed)?|enabl(?:e|es|ed|ing)"
    r"|possible|permit(?:s|ted)?|let|lets"
)
CAUSE = _words(
    r"because|due to|owing to|thanks to|as a result|results? (?:in|from)|resulting|resulted|leads? to"
    r"|led to|leading to|caus(?:e|ed|es|ing)|therefore|thus|hence|consequently|so that|driv(?:e|es|en"
    r"|ing)|drove"
    r"|reasons?|why|attribut(?:e|ed|es)(?: this)?(?: to)?|explain(?:s|ed)?|puts? (?:this|it"
    r"|that) down to|on account of|trigger(?:s|ed)?|in response to|brought about|stem(?:s|med)? from"
    r"|(?:which|that) is why|makes?(?= (?:\w+ ){1,3}(?:more|less|fail|stop)\b)"
    r"|boost(?:s|ed)?|thereby|as a consequence|consequence"
)
SINCE_CAUSE = _words(
    r"(?<!has )(?<!have )(?<!ever )since(?! (?:\w+ )?(?:19|20)\d\d| then| last| the| its| \w+ (?:19"
    r"|20)\d\d|[,.])|as(?= (?:sales|many|the|they|it|there|people|\w+s) (?:had|have|are|were|is|was))"
    r"|so(?= (?:they|it|the|we|people))|for a simple reason"
)
FAIL = _words(r"fail(?:s|ed|ing|ure)?|succeed(?:s|ed|ing)?|success(?:ful|fully)?")

# A quote that has one of a row may be told with another of it.
CAUSAL_IN_QUOTE = re.compile(f"{CAUSE.pattern}|\\bsince\\b|\\bafter\\b|\\bso\\b|\\bas\\b|\\bthen\\b|;|:", re.IGNORECASE)

NEGATIVE = re.compile(
    r"n[’']t\b|\b(?:not|no|never|nothing|without|nobody|none|neither|nor|cannot|lack\w*|hardly|barely"
    r"|scarcely|unable|fail\w*|seldom|rarely|missing|absen\w+"
    r"|instead|rather than|un(?:productive|clear|settled|decided|satisfied|welcome|happy|solved"
    r"|resolved|finished|asked|answered|likely|known|changed)\w*"
    r"|incomplete|refus\w*|reject\w*|abandon\w*|gave up|given? up|stop\w*|quit\w*|yet to|contrary"
    r"|other than|except\w*|exclud\w*)\b",
    re.IGNORECASE,
)
