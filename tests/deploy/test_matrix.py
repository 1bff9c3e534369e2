"""Who may do what, over all rooms: the union of their permission tables, as one picture."""

from infra.openapi import rooms
from shop.roles import Role
from shop.web.gates import Staff

# Columns: operations-manager, operations-specialist, designer, customer-service, purchasing,
# warehouse, hr, director, admin; s = the storefront, c = a carrier's signature.
MATRIX = """
-x--------  POST /listing/products
xxx-------  GET /listing/products
xxx-------  GET /listing/products/{product_id}
xxx-------  GET /listing/products/{product_id}/history
-x--------  PATCH /listing/products/{product_id}
-x--------  POST /listing/products/{product_id}/request-design
--x-------  POST /listing/products/{product_id}/picture-uploads
--x-------  POST /listing/products/{product_id}/pictures
--x-------  POST /listing/products/{product_id}/submit
-x--------  POST /listing/products/{product_id}/send-back
-x--------  POST /listing/products/{product_id}/publish
---------s  GET /storefront/products
---------s  GET /storefront/products/{product_id}
x-------x-  POST /stock/warehouses
xx-xxx--x-  GET /stock/warehouses
-----x----  POST /stock/receipts
xx-xxx----  GET /stock/skus/{sku}
xx-xxx----  GET /stock/skus/{sku}/movements
---------s  POST /storefront/orders
---------s  GET /storefront/orders/{order_id}
xx-x------  GET /orders
-----x----  GET /orders/parcels
xx-x-x----  GET /orders/{order_id}
xx-x-x----  GET /orders/{order_id}/history
xx-x------  GET /orders/{order_id}/notices
---x------  POST /orders/{order_id}/confirm
---x------  POST /orders/{order_id}/requests
---x------  POST /orders/{order_id}/cancel
-x--------  POST /orders/{order_id}/allocate
-----x----  POST /orders/{order_id}/verify
-----x----  POST /orders/{order_id}/dispatch
---------c  POST /webhooks/carriers/{carrier}
"""


def drawn() -> str:
    """The matrix as the code has it."""
    rows = []
    for api in rooms():
        for line, gate in api.gates.items():
            machine = {"Storefront": "s", "Signed": "c"}.get(type(gate).__name__, "-")
            held = gate.permission.roles if isinstance(gate, Staff) else frozenset()
            rows.append("".join("x" if role in held else "-" for role in Role) + machine + "  " + line)
    return "\n".join(rows)


def test_who_may_do_what_is_this_and_nothing_else() -> None:
    print(drawn())
    assert drawn() == MATRIX.strip()
