"""A department of six in a round: who does what in it, and the clock that they all live by."""

from datetime import datetime
from typing import Any

from appraisal_rounds import reactions
from tests.appraisal_rounds.staff import Office
from tests.gateway import Context
from tests.harness import Answer, House
from tests.people import DIRECTOR, HR, Person, staff

ZHAO = staff("zhao", "operations-manager")
LIN, CHEN = staff("lin", "operations-specialist"), staff("chen", "operations-specialist")
MEI, WANG, QIU = staff("mei", "designer"), staff("wang", "customer-service"), staff("qiu", "customer-service")
HR_2 = staff("he-2", "hr")
STRANGER = staff("stranger", "designer")
NOVEMBER = "2026-11"
SHEET = "/appraisal-rounds/sheets/{sheet_id}"
ROUND = "/appraisal-rounds/rounds/{round_id}"

ITEMS = (
    "knowledge_and_skill",
    "communication",
    "problem_solving",
    "learning",
    "responsibility",
    "team_spirit",
    "initiative",
    "loyalty",
)
SELF = {"achievements": "SELF-ACHIEVED", "shortcomings": "SELF-LACKED", "measures": "SELF-MEANS"}
FEEDBACK: dict[str, Any] = {
    "talked_on": "2026-12-06",
    "strengths": "TALK-STRENGTHS",
    "shortcomings": "TALK-SHORTCOMINGS",
    "plan": "TALK-PLAN",
    "goals": [{"goal": "TALK-GOAL", "due": "2026-12-31"}],
}


def judged(score: int) -> dict[str, int]:
    """The same score for every item."""
    return dict.fromkeys(ITEMS, score)


class Department:
    """Zhao manages Lin and Chen (specialists), Mei (designer), Wang and Qiu (customer service)."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.office = Office(house)
        self.ids: dict[str, str] = {}
        self.persons: dict[str, Person] = {}

    def hire_all(self) -> None:
        """The whole department, and the tick by which the shop begins to appraise."""
        self.hire(ZHAO)
        for one in (LIN, CHEN, MEI, WANG, QIU):
            self.hire(one, superior=self.ids["zhao"])
        self.tick()

    def hire(self, person: Person, *, account: bool = True, **more: Any) -> str:
        name = person.claims["cognito:username"] if "cognito:username" in person.claims else person.claims["sub"]
        name = name.removeprefix("sub-of-")
        more |= {"user": person.claims["sub"]} if account else {}
        number = more.pop("number", f"{len(self.ids) + 1:04}")
        self.ids[name] = self.office.entered(number, person.claims["cognito:groups"], **more)
        self.persons[name] = person
        return self.ids[name]

    def tick(self, at: str | None = None) -> None:
        """The schedule's word, at a time in Shanghai such as `2026-12-01 00:05`."""
        if at:
            self.house.now = datetime.fromisoformat(f"{at}+08:00").astimezone(self.house.now.tzinfo)
        reactions.lambda_handler({"job": "tick"}, Context("appraisal-rounds-reactions"))

    def open(self) -> None:
        """The round of November is open, and the figures are frozen."""
        self.house.at_the_end_of("november opened", self._open)

    def _open(self) -> None:
        for at in ("2026-12-01 00:05", "2026-12-02 12:05", "2026-12-02 13:05"):
            self.tick(at)

    def sheet_id(self, name: str, round_id: str = NOVEMBER) -> str:
        return f"{round_id}.{self.ids[name]}"

    def get(self, as_: Person, name: str, what: str = "", round_id: str = NOVEMBER) -> Answer:
        """Read a sheet, or something of it."""
        path = f"GET {SHEET}/{what}" if what else f"GET {SHEET}"
        return self.house.call(path, as_=as_, sheet_id=self.sheet_id(name, round_id))

    def post(self, as_: Person, name: str, what: str, round_id: str = NOVEMBER, **body: Any) -> Answer:
        """A step of a sheet, on the version that it has now where steps say one."""
        if what not in ("self-review", "superior-review", "peer-review", "peers"):
            body = {"version": self.version(name, round_id), **body}
        return self.house.call(f"POST {SHEET}/{what}", as_=as_, sheet_id=self.sheet_id(name, round_id), body=body)

    def done(self, as_: Person, name: str, what: str, round_id: str = NOVEMBER, **body: Any) -> Any:
        """The same, where it is to go well."""
        answer = self.post(as_, name, what, round_id, **body)
        assert answer.status == 200, (what, answer.body)
        return answer.body

    def stored(self, name: str, round_id: str = NOVEMBER) -> dict[str, Any]:
        """A sheet as it lies in the table."""
        (item,) = [
            one
            for one in self.house.items("appraisal_rounds", f"ROUND#{round_id}")
            if one["sk"] == f"SHEET#{self.ids[name]}"
        ]
        return item

    def version(self, name: str, round_id: str = NOVEMBER) -> int:
        version: int = self.stored(name, round_id)["version"]
        return version

    def state(self, name: str, round_id: str = NOVEMBER) -> str:
        state: str = self.stored(name, round_id)["state"]
        return state

    def told(self, thing: str) -> list[str]:
        """The kinds of events of sheets whose names begin so."""
        return [event["type"] for event in self.house.events("appraisal_rounds", f"SHEET#{thing}")]

    def round_state(self, round_id: str = NOVEMBER) -> str:
        answer = self.house.call(f"GET {ROUND}", as_=HR, round_id=round_id)
        return str(answer.body["state"])

    def peers_of(self, name: str, round_id: str = NOVEMBER) -> list[str]:
        """The names of those who are asked about somebody."""
        boss = self.boss_of(name)
        asked = self.get(boss, name, "peers", round_id).body["reviewers"]
        names = {employee_id: one for one, employee_id in self.ids.items()}
        return [names[one["employee_id"]] for one in asked]

    # -- the way of a sheet ------------------------------------------------------------------------------------

    def boss_of(self, name: str) -> Person:
        """Who reviews somebody as their superior, and signs their grade."""
        return DIRECTOR if name == "zhao" else ZHAO

    def review_in(self, name: str, round_id: str) -> None:
        """Self and superior give their review of somebody in a round."""
        self.done(self.persons[name], name, "self-review", round_id, **SELF)
        self.done(self.boss_of(name), name, "superior-review", round_id, scores=judged(80), opinion="O")

    def review(self, name: str, *, own: bool = True, superior: int | None = 80, peers: int = 70) -> None:
        """Everybody gives their review of somebody; what is None or False is not given."""
        boss = self.boss_of(name)
        for one in self.peers_of(name):
            self.done(self.persons[one], name, "peer-review", communication=peers, team_spirit=peers)
        if own:
            self.done(self.persons[name], name, "self-review", **SELF)
        if superior is not None:
            self.done(boss, name, "superior-review", scores=judged(superior), opinion="OPINION-OF-SUPERIOR")

    def bring(self, name: str, to: str) -> None:
        """Bring a sheet to a state, and all others of the round as far as its round has to be."""
        self.house.at_the_end_of(f"{name} is {to}", lambda: self._bring(name, to))

    def _bring(self, name: str, to: str) -> None:
        if to == "reviewing":
            return
        for one in self.ids:
            self.review(one)
        self.tick("2026-12-05 18:05")
        if to == "composite":
            return
        for one in self.ids:
            self.done(self.boss_of(one), one, "composite")
        self.tick("2026-12-06 09:05")
        boss = self.boss_of(name)
        self.done(boss, name, "feedback", **FEEDBACK)
        own = self.persons[name]
        if to in ("confirmed", "archived"):
            self.done(own, name, "confirm")
        if to == "archived":
            self.done(HR, name, "archive")
        if to == "unanswered":
            self.tick("2026-12-09 10:05")
            self.tick("2026-12-12 10:05")
        if to in ("objected", "decided"):
            self.done(own, name, "object", reason="OBJECTION-BECAUSE")
        if to == "decided":
            for who in (HR, DIRECTOR):
                self.done(who, name, "decide", outcome="dismissed", reason="DECIDED-BECAUSE")
        assert self.state(name) == to
