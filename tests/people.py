"""Who calls the shop in tests: the staff of every role, and the storefront."""

from collections.abc import Mapping
from dataclasses import dataclass

from shop.roles import Role


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody with a token: staff with an ID token, or a machine with an access token."""

    claims: Mapping[str, str]

    @property
    def actor(self) -> str:
        """How events name them."""
        return self.claims["sub"] if self.claims["token_use"] == "id" else f"storefront:{self.claims['client_id']}"


def staff(name: str, *roles: str, party: str | None = None) -> Person:
    """A member of staff; the claims are those that the gateway passes on from an ID token."""
    return Person(
        {
            "sub": f"sub-of-{name}",
            "token_use": "id",
            "cognito:username": name,
            "cognito:groups": ",".join(roles),
            **({"custom:party": party} if party else {}),
        }
    )


SPECIALIST = staff("lin", "operations-specialist")
REVIEWER = staff("chen", "operations-specialist")
MANAGER = staff("zhao", "operations-manager")
DESIGNER = staff("mei", "designer")
CUSTOMER_SERVICE = staff("wang", "customer-service")
PURCHASING = staff("sun", "purchasing")
WAREHOUSE_SH = staff("shen", "warehouse", party="WH-SH")
WAREHOUSE_GZ = staff("guo", "warehouse", party="WH-GZ")
HR = staff("he", "hr")
DIRECTOR = staff("dong", "director")
ADMIN = staff("an", "admin")
STOREFRONT = Person(
    {"sub": "shop-web", "client_id": "shop-web", "token_use": "access", "scope": "shop/storefront", "version": "2"}
)
_STAFF = (SPECIALIST, MANAGER, DESIGNER, CUSTOMER_SERVICE, PURCHASING, WAREHOUSE_SH, HR, DIRECTOR, ADMIN)
BY_ROLE = {Role(person.claims["cognito:groups"]): person for person in _STAFF}
