"""A department as HR enters it: each with an account of their own, under the manager but for the manager."""

from typing import Any

from tests.harness import Answer, House
from tests.people import HR, Person, staff

EMPLOYEES = "/appraisal-rounds/employees"
EMPLOYEE = f"{EMPLOYEES}/{{employee_id}}"
ZHAO, LIN, MEI = staff("zhao", "operations-manager"), staff("lin", "operations-specialist"), staff("mei", "designer")


class Office:
    """HR at its desk."""

    def __init__(self, house: House) -> None:
        self.house = house

    def entered(self, number: str, post: str = "operations-specialist", **more: Any) -> str:
        """Enter an employee and return their id."""
        answer = self.enter(number, post, **more)
        assert answer.status == 201, answer
        employee_id: str = answer.body["employee_id"]
        return employee_id

    def enter(self, number: str, post: str = "operations-specialist", *, key: str = "", **more: Any) -> Answer:
        body = {"number": number, "name": f"Name of {number}", "post": post, "joined": "2026-03-02", **more}
        return self.house.call(f"POST {EMPLOYEES}", as_=HR, key=key or f"enter-{number}", body=body)

    def read(self, employee_id: str) -> Any:
        answer = self.house.call(f"GET {EMPLOYEE}", as_=HR, employee_id=employee_id)
        assert answer.status == 200, answer
        return answer.body

    def correct(self, employee_id: str, **facts: Any) -> Answer:
        body = {"version": self.read(employee_id)["version"], **facts}
        return self.house.call(f"PATCH {EMPLOYEE}", as_=HR, employee_id=employee_id, body=body)

    def step(self, employee_id: str, what: str, **more: Any) -> Answer:
        body = {"version": self.read(employee_id)["version"], **more}
        return self.house.call(f"POST {EMPLOYEE}/{what}", as_=HR, employee_id=employee_id, body=body)

    def seen_by(self, person: Person, path: str, **query: Any) -> Any:
        answer = self.house.call(f"GET /appraisal-rounds/{path}", as_=person, query=query)
        assert answer.status == 200, answer
        return answer.body


def account(person: Person) -> str:
    """The `sub` of a person's account."""
    return person.claims["sub"]
