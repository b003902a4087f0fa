"""Which words stand for each other, which never do, and which say nothing that could be false. Data.

A word of a written sentence that its quote doesn't have must be in one of these lists, or be much like a word of it.
"""

from __future__ import annotations

from knowledge.words import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# Words of one row stand for each other.
SAME = tuple(
    map(
        _stems,
        """
        company organization organisation firm business businesses enterprise employer
        employee employees staff worker workforce personnel
        respondent participant surveyed interviewee interviewees
        passenger rider traveller
        purchase buy bought acquire buyer purchaser
        stable stably
        classroom room
        worst severe severest
        rise rose risen grow grew grown increase climb
        fall fell fallen drop dropped decline decrease
        add supplement complement
        prevent avoid keep
        stay remain
        throughout all
        age aged old
        user used uses use using
        cover apply applies
        aim purpose goal intended want
        keep stick
        look care
        lead led head
        begin began begun start
        small little
        about regarding concerning
        important essential crucial
        careful cautious
        spend spent expenditure
        train trainings
        teach taught teacher
        shop store
        rise increase growth gain
        decline decrease drop fall
        return back
        contradict against counter
        result finding findings
        decide decision
        grave serious severe
        check find verify
        unable able can could
        sell sold sale
        team group
        cancel cancelled cancellation scrap scrapped abandon abandonment drop dropped
        way journey commute trip
        before earlier prior previously already
        cost price
        expect predict forecast anticipate expectation
        responsible responsibility charge owner own ownership
        grant offer give gave given provide
        likely likelier
        complaint complain
        maintain maintenance
        require need
        full fully complete entire whole
        pay paid support fund subsidise
        end expire run
        quick quickest fast fastest
        late later delay
        seldom rarely infrequently
        everyone everybody
        find found discover
        allow may can
        name mention cite
        """.strip().splitlines(),
    )
)

# Of each row a sentence may have only what its quotes have.
OPPOSITE = tuple(
    tuple(map(_stems, row.split(";")))
    for row in """
    earlier early sooner; later late delayed
    gain; lose lost
    strong stronger; weak weaker
    clear; unclear vague
    start begin began open introduce; stop stopped end close finish abandon
    buy bought buyer; sell sold seller dealer
    employee employees staff; manager employer boss bosses
    inside indoors; outside outdoors
    long longer longest; short shorter shortest
    old older oldest; young younger youngest new newer newest
    rich; poor
    win won; lose lost
    accept; reject refuse
    accelerate; slow
    cheap cheaper; expensive dearer
    safe; risky dangerous
    satisfied happy happier; dissatisfied unhappy
    success succeed succeeded successful; fail failure
    full-time; part-time
    skilled; unskilled
    public; private
    allow; forbid forbidden ban banned
    better; worse
    higher; lower
    best; worst
    largest biggest; smallest
    highest; lowest
    morning mornings; afternoon; evening evenings; night
    online; classroom room offline
    same; different other
    voluntary; mandatory compulsory
    known; unknown
    mature; immature
    wide broad; narrow
    """.strip().splitlines()
)

# Words that may stand in whatever sentence: what they could say falsely is looked at elsewhere, by the figures or the
# families of ``sense``. By the word and not by its stem: "account" is one, and "accounting" isn't.
PLAIN = frozenset(
    """
    about accord according accordingly account accounted accounts achieve achieved activity actually addition
    additional additionally address adopt adopted adoption adopts ahead alike allow allowed allows almost
    already also although amount amounts another answer answered answers applied applies apply approach area
    areas arise arises around ask asked asking aspect aspects assess attempt attempted author authors available
    average barrier barriers based basis became because become becomes began begin begins behind believe belong
    bring brings broadly brought came carried carries carry case cases categories category cent challenge
    challenges change changes choice choose chose chosen circumstance cite cited cites clearly combined come
    comes common commonest comparable compare compared comparison comprise concern concerns condition conduct
    conducted consider considerably considered considers constitute constitutes contain contained contains
    context continue continued continues continuing contrast correspond corresponds current currently data deal degree
    deliver delivered depend depends deploy deployed describe described describes detail details differ
    difference differences different differs difficulties difficulty do doing done dramatically draw drawn draws
    drew duration edge edition emerge emerged encounter encountered equal equals especially essentially even
    ever everybody everyone evidence examine example exist existed exists experience experienced experiences
    explicitly extent extra face faced faces fact factor factors facts far feature features feel field figure
    finally find finding findings finds first follow followed following follows form forms found frequent
    frequently further furthermore gap gave generally get gets give given gives go goes gone got grant granted
    grants group groups had handle handled happen happened happens has have held help helped helps hence hold
    holds hover hovers however hurdle identified identifies identify implement implemented include included
    includes including indeed indicate indicated indicates individual information instance instead introduce
    introduced involve involved involves issue issues item items judge just key kind kinds last lasted lasts lay
    length let lets level lie lies like liked likelier likely likes likewise lived lives living made main mainly
    major make makes manage managed markedly match mean meanwhile measure mention mentioned mentions merely
    moreover mostly name named namely names nearly never next nobody none notably note noted notes now number
    observe observed observes obstacle obstacles obtain obtained occur occurred occurs offer offered offers
    often once operate operates opinion opt option options otherwise overall pace part participant participants
    particular particularly parts people per percent percentage perform performed period person piece place
    places plus point pointed points portion position practice prepare prepared prepares previous problem
    problems proportion provide provided provides published publisher put puts quantity question questions quite
    range ranges ranging rank ranked ranks rate rather reach reached reaches reaching ready receive received
    receives regard regarded relate related rely remain remained remaining remains report reported reports
    represent represented represents reside residing respectively respond responded respondent respondents
    response result results return returned returns reveal revealed reveals role roughly round said sample saw
    say saying says scale scope score scored scores second see seek seen sees segment select selected share
    shares sharply shift shifts show showed shown shows side significantly similarly simply since sit sits
    situation size slightly so somebody someone span specific specifically spend spends spent stand stands start
    started starts state stated states stay stayed stays step steps still stood study subset substantially such
    survey surveyed surveys take taken takes task term terms then thing things think thinks third though thought
    thus today together too took total totalling track trend trends tried try turn turned turns type types
    typically usage use used uses using usually varies vary very view viewed views want wanted wants wave way
    ways well went whereas while widely within year years yet
    """.split()
)
