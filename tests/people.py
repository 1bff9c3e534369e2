"""Who calls the shop in tests: the staff of every role, and the storefront."""

from infra.gateway import STOREFRONT, Person, staff
from shop.roles import Role

__all__ = ["STOREFRONT", "Person", "staff"]

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
_STAFF = (SPECIALIST, MANAGER, DESIGNER, CUSTOMER_SERVICE, PURCHASING, WAREHOUSE_SH, HR, DIRECTOR, ADMIN)
BY_ROLE = {Role(person.claims["cognito:groups"]): person for person in _STAFF}
