"""Who plays: each step is called by somebody whose step it is."""

from infra.gateway import STOREFRONT, staff

WAREHOUSE = "WH-SH"
SUPPLIER = "SUPPLIER"

CUSTOMERS = STOREFRONT
SPECIALIST = staff("lin", "operations-specialist")
MANAGER = staff("zhao", "operations-manager")
PURCHASING = staff("sun", "purchasing")
SERVICE = staff("wang", "customer-service")
KEEPER = staff("shen", "warehouse", party=WAREHOUSE)
COUNTERS = (staff("gu", "warehouse", party=WAREHOUSE), staff("ding", "warehouse", party=WAREHOUSE))
