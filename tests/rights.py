"""Who may do and see what: the second pair of eyes, written by hand. Code and template have to say the same, and
everybody else is refused by every sweep of the tests.

A room adds a section of its routes, with a column for each role in the order of `Role`, then s for the storefront
or c for a carrier; what its functions may do with what; and something for each placeholder of its paths.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from infra import house
from shop.roles import Role

# operations-manager, operations-specialist, designer, customer-service, purchasing, warehouse, hr, director, admin
MATRIX = """
listing
-x--------  POST /listing/products
xxx-------  GET /listing/products
xxx-------  GET /listing/products/{product_id}
xxx-------  GET /listing/products/{product_id}/history
-x--------  PATCH /listing/products/{product_id}
-x--------  POST /listing/products/{product_id}/drop
-x--------  POST /listing/products/{product_id}/request-design
-x--------  POST /listing/products/{product_id}/recall
-x--------  POST /listing/products/{product_id}/request-review
x---------  POST /listing/products/{product_id}/due
--x-------  POST /listing/products/{product_id}/picture-uploads
--x-------  POST /listing/products/{product_id}/pictures
--x-------  POST /listing/products/{product_id}/pictures/remove
--x-------  POST /listing/products/{product_id}/submit
xx--------  POST /listing/products/{product_id}/send-back
xx--------  POST /listing/products/{product_id}/publish
-x--------  POST /listing/products/{product_id}/revisions
xxx-------  GET /listing/products/{product_id}/revisions
xxx-------  GET /listing/products/{product_id}/revisions/{revision}
xxx-------  GET /listing/products/{product_id}/difference
xx--------  POST /listing/products/{product_id}/delist
-x--------  POST /listing/products/{product_id}/relist
-x--------  POST /listing/products/{product_id}/price-changes
xx--------  GET /listing/price-changes
xx--------  GET /listing/price-changes/{change_id}
-x--------  POST /listing/price-changes/{change_id}/cancel
xx--------  GET /listing/proposals
xx--------  POST /listing/proposals/{product_id}/accept
xx--------  POST /listing/proposals/{product_id}/dismiss
xxx-------  GET /listing/skus/{sku}/prices
---------s  GET /storefront/products
---------s  GET /storefront/products/{product_id}

stock_control
x-------x-  POST /stock/warehouses
xx-xx---x-  GET /stock/warehouses
-----x----  POST /stock/receipts
xx--xx----  GET /stock/receipts
xx--xx----  GET /stock/receipts/{receipt_id}
xx---x----  POST /stock/receipts/{receipt_id}/accept
xx---x----  POST /stock/receipts/{receipt_id}/refuse
xx--------  POST /stock/receipts/{receipt_id}/reverse
xx---x----  POST /stock/blocks
xx--xx----  GET /stock/blocks
xx--xx----  GET /stock/blocks/{block_id}
xx---x----  POST /stock/blocks/{block_id}/free
xx--------  POST /stock/blocks/{block_id}/write-off
x----x----  POST /stock/transfers
xx--------  GET /stock/mismatches
xx--x-----  GET /stock/value
xx-xxx----  GET /stock/skus/{sku}
xx-xxx----  GET /stock/skus/{sku}/movements
xx--------  GET /stock/skus/{sku}/counts
xx--------  POST /stock/skus/{sku}/spread
xx--------  POST /stock/skus/{sku}/gather
xx--------  POST /stock/stocktakes
xx---x----  GET /stock/stocktakes
xx---x----  GET /stock/stocktakes/{stocktake_id}
xx---x----  GET /stock/stocktakes/{stocktake_id}/lines
xx--------  GET /stock/stocktakes/{stocktake_id}/history
-----x----  POST /stock/stocktakes/{stocktake_id}/counts
xx--------  GET /stock/differences
xx--------  POST /stock/stocktakes/{stocktake_id}/lines/{sku}/assign
xx--------  POST /stock/stocktakes/{stocktake_id}/lines/{sku}/explain
xx--------  POST /stock/stocktakes/{stocktake_id}/lines/{sku}/send-back
xx--------  POST /stock/stocktakes/{stocktake_id}/lines/{sku}/adjust
xx--------  POST /stock/stocktakes/{stocktake_id}/review
xx--------  POST /stock/stocktakes/{stocktake_id}/close
x---------  POST /stock/stocktakes/{stocktake_id}/cancel

stock_alerts
xx--x-----  GET /stock-alerts
xx--x-----  GET /stock-alerts/skus/{sku}
xx--x-----  GET /stock-alerts/skus/{sku}/history
xx--x-----  GET /stock-alerts/skus/{sku}/proposal
-x--------  POST /stock-alerts/skus/{sku}/policy
xx--x-----  POST /stock-alerts/skus/{sku}/acknowledge
xx--------  POST /stock-alerts/replenishments
xx--x-----  GET /stock-alerts/replenishments
xx--x-----  GET /stock-alerts/replenishments/{replenishment_id}
xx--x-----  GET /stock-alerts/replenishments/{replenishment_id}/history
----x-----  POST /stock-alerts/replenishments/{replenishment_id}/acknowledge
----x-----  POST /stock-alerts/replenishments/{replenishment_id}/order
----x-----  POST /stock-alerts/replenishments/{replenishment_id}/slip
----x-----  POST /stock-alerts/replenishments/{replenishment_id}/decline
xx--x-----  POST /stock-alerts/replenishments/{replenishment_id}/cancel

order_dispatch
---------s  POST /storefront/orders
---------s  GET /storefront/orders/{order_id}
xx-x------  GET /orders
-----x----  GET /orders/parcels
xx-x------  GET /orders/short
xxxxx-xxx-  GET /orders/requests
xx-x-x----  GET /orders/{order_id}
xx-x-x----  GET /orders/{order_id}/history
x------xx-  GET /orders/{order_id}/contact-reads
---x------  GET /orders/{order_id}/track
---x------  POST /orders/{order_id}/confirm
---x------  POST /orders/{order_id}/requests
xxxxxxxxx-  POST /orders/{order_id}/requests/{request_id}/answer
---x------  POST /orders/{order_id}/cancel
-x--------  POST /orders/{order_id}/allocate
-----x----  POST /orders/{order_id}/verify
-----x----  POST /orders/{order_id}/dispatch
---------c  POST /webhooks/carriers/{carrier}

notices
xx-x------  GET /orders/{order_id}/notices
xxxxxxxxx-  GET /notices/mine
xxxxxxxxx-  POST /notices/mine/read

traffic
---------s  POST /storefront/traffic
xxx----x--  GET /traffic
xxx----x--  GET /traffic/chart
xxx----x--  GET /traffic/{day}
xxx----x--  GET /traffic/{day}/history

appraisal_rounds
------x---  POST /appraisal-rounds/employees
------xx--  GET /appraisal-rounds/employees
------x---  POST /appraisal-rounds/employees/import
------xx--  GET /appraisal-rounds/employees/{employee_id}
------xx--  GET /appraisal-rounds/employees/{employee_id}/history
------x---  PATCH /appraisal-rounds/employees/{employee_id}
------x---  POST /appraisal-rounds/employees/{employee_id}/post
------x---  POST /appraisal-rounds/employees/{employee_id}/absences
------x---  POST /appraisal-rounds/employees/{employee_id}/absences/remove
xxxx------  GET /appraisal-rounds/me
xxxx------  GET /appraisal-rounds/reports
xxxx--xx--  GET /appraisal-rounds/months/{month}/indicators
xxxx--xx--  GET /appraisal-rounds/months/{month}/subjects/{subject}/indicators/{name}/evidence
x-----x---  POST /appraisal-rounds/schemes
x-----xx--  GET /appraisal-rounds/schemes
x-----xx--  GET /appraisal-rounds/schemes/{scheme_id}
x-----xx--  GET /appraisal-rounds/schemes/{scheme_id}/history
-------x--  POST /appraisal-rounds/schemes/{scheme_id}/publish
x-----xx--  POST /appraisal-rounds/schemes/{scheme_id}/withdraw
x-----xx--  GET /appraisal-rounds/posts/{post}/scheme
xxxx------  GET /appraisal-rounds/me/schemes
xxxx--xx--  GET /appraisal-rounds/rounds
xxxx--xx--  GET /appraisal-rounds/rounds/{round_id}
xxxx--xx--  GET /appraisal-rounds/rounds/{round_id}/history
x-----xx--  GET /appraisal-rounds/rounds/{round_id}/sheets
------x---  POST /appraisal-rounds/rounds/{round_id}/sheets
x------x--  GET /appraisal-rounds/rounds/{round_id}/calibration
xxxx------  GET /appraisal-rounds/sheets
xxxx---x--  GET /appraisal-rounds/rounds/{round_id}/reviews
xxxx--xx--  GET /appraisal-rounds/sheets/{sheet_id}
xxxx--xx--  GET /appraisal-rounds/sheets/{sheet_id}/history
xxxx--x---  POST /appraisal-rounds/sheets/{sheet_id}/self-review
xxxx---x--  POST /appraisal-rounds/sheets/{sheet_id}/superior-review
xxxx------  GET /appraisal-rounds/sheets/{sheet_id}/peer-review
xxxx------  POST /appraisal-rounds/sheets/{sheet_id}/peer-review
x------x--  GET /appraisal-rounds/sheets/{sheet_id}/peers
x------x--  POST /appraisal-rounds/sheets/{sheet_id}/peers
x------x--  GET /appraisal-rounds/sheets/{sheet_id}/composite
x------x--  POST /appraisal-rounds/sheets/{sheet_id}/composite
x------x--  POST /appraisal-rounds/sheets/{sheet_id}/feedback
xxxx--x---  POST /appraisal-rounds/sheets/{sheet_id}/confirm
xxxx--x---  POST /appraisal-rounds/sheets/{sheet_id}/object
------x---  POST /appraisal-rounds/sheets/{sheet_id}/appoint
xxxx--xx--  POST /appraisal-rounds/sheets/{sheet_id}/decide
------x---  POST /appraisal-rounds/sheets/{sheet_id}/archive
xxxx--xx--  GET /appraisal-rounds/sheets/{sheet_id}/archive
------x---  POST /appraisal-rounds/sheets/{sheet_id}/archive/correct
"""

# What everybody sees whom a route lets in, but for this: x all of it, o their own, u until the parcel left, d for their
# department, m masked. Where fields are named, no answer to others has them.
SIGHTS = """
xx-x-o---o  orders, their histories and parcels
mm-x-u----  a customer's contact
dddxduddd-  a special request's text and answer
xx-xxo----  levels, and movements with their causes
xxxxx----x  prices of goods: price_minor former_price_minor sales_at_risk_minor sales_refused_minor
xx-x-----x  what an order's customer pays: unit_price discount_minor goods_minor shipping_minor total_minor
xx-x------  what of it parcels brought, and what is due back: net_minor due_back_minor
xx--x-----  unit costs: unit_cost_minor stock_value_minor
xx--------  what is recorded where somebody counts, and how counts differ: recorded_units difference_units
xx-x------  how much is missing for an order: short_units
xx--------  what differences are worth: unit_value_minor difference_value_minor surplus_value_minor missing_value_minor
x--x------  payment references: payment_reference
"""

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
QUERY = {"dynamodb:Query"}
# Reading and changing what a room keeps: everything but Scan and batches.
KEEP = {
    f"dynamodb:{action}" for action in ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
}
KEEP_ALERTS = {f"dynamodb:{action}" for action in ("GetItem", "BatchGetItem", "Query", "PutItem")}
MOVE_STOCK = {f"dynamodb:{action}" for action in ("BatchGetItem", "PutItem", "UpdateItem")}
TAKE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
_KEY_ACTIONS = ("DescribeKey", "Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo")
USE_KEY = {f"kms:{action}" for action in _KEY_ACTIONS}
READ_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}
LIST_STREAMS = {"dynamodb:ListStreams"}

GRANTS: dict[str, dict[str, set[str]]] = {
    "ListingFunction": {
        "ListingTable": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:ConditionCheckItem"},
        "ListingTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
        "PictureBucket/uploads/*": {"s3:GetObject", "s3:PutObject"},
        "PictureBucket/pictures/*": {"s3:GetObject", "s3:PutObject"},
        "PictureBucket/published/*": {"s3:GetObject", "s3:PutObject"},
        "ListingLogs": LOGS,
    },
    "ListingReactionsFunction": {
        "ListingTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:PutItem",
            "dynamodb:ConditionCheckItem",
        },
        "ListingTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"},
        "ListingReactionsLogs": LOGS,
    },
    "StockControlFunction": {
        "StockControlTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:ConditionCheckItem",
        },
        "StockControlTable/index/by_list": QUERY,
        "SkuTable": KEEP - {"dynamodb:GetItem", "dynamodb:DeleteItem"} | {"dynamodb:BatchGetItem"},
        "SkuTable/index/by_list": QUERY,
        "StockControlLogs": LOGS,
    },
    "StockControlReactionsFunction": {
        "StockControlTable": {
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:ConditionCheckItem",
        },
        "StockControlTable/index/by_list": QUERY,
        "SkuTable": {
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "SkuTable/index/by_list": QUERY,
        "StockControlReactionsLogs": LOGS,
    },
    "StockAlertsFunction": {
        "StockAlertsTable": KEEP_ALERTS,
        "StockAlertsTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"},
        "StockAlertsLogs": LOGS,
    },
    "StockAlertsReactionsFunction": {
        "StockAlertsTable": KEEP_ALERTS | {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},
        "StockAlertsTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"},
        "SkuTable/stream": READ_STREAM,
        "SkuTable/stream/*": LIST_STREAMS,
        "StockAlertsCountDownQueue": TAKE,
        "StockAlertsHearOfRefusalQueue": TAKE,
        "StockAlertsLookAtLevelsFailures": {"sqs:SendMessage"},
        "StockAlertsReactionsLogs": LOGS,
    },
    "OrderDispatchFunction": {
        "OrderDispatchTable": KEEP | {"dynamodb:BatchGetItem"},
        "OrderDispatchTable/index/by_list": QUERY,
        "SkuTable": MOVE_STOCK,
        "ContactsTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"},
        "ContactsKey": USE_KEY,
        "CarrierSalt": {"secretsmanager:GetSecretValue"},
        "OrderDispatchLogs": LOGS,
    },
    "OrderDispatchReactionsFunction": {
        "OrderDispatchTable": KEEP | {"dynamodb:BatchGetItem"},
        "OrderDispatchTable/index/by_list": QUERY,
        "SkuTable": MOVE_STOCK | QUERY,
        "ContactsTable": {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "ContactsKey": USE_KEY,
        "CustomerKey": {"secretsmanager:GetSecretValue"},
        "OrderDispatchClaimCustomerQueue": TAKE,
        "OrderDispatchMatchWaitingScansQueue": TAKE,
        "OrderDispatchNoteShortOrdersQueue": TAKE,
        "OrderDispatchReactionsLogs": LOGS,
    },
    "NoticesFunction": {
        "NoticesTable": {f"dynamodb:{action}" for action in ("GetItem", "BatchGetItem", "Query", "PutItem")},
        "NoticesTable/index/by_list": QUERY,
        "NoticesLogs": LOGS,
    },
    "NoticesReactionsFunction": {
        "NoticesTable": KEEP - {"dynamodb:ConditionCheckItem"},
        "CustomerNoticesQueue": {"sqs:SendMessage"},
        "StaffNotices": {"sns:Publish"},
        "Robots": {"secretsmanager:GetSecretValue"},
        "NoticesTellCustomersQueue": TAKE,
        "NoticesTellStaffQueue": TAKE,
        "NoticesReactionsLogs": LOGS,
    },
    "TrafficFunction": {
        "TrafficTable": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"},
        "TrafficTable/index/by_list": QUERY,
        "TrafficLogs": LOGS,
    },
    "AppraisalRoundsFunction": {
        "AppraisalRoundsTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:DeleteItem",
            "dynamodb:ConditionCheckItem",
        },
        "AppraisalRoundsTable/index/by_list": QUERY,
        "AppraisalRoundsKey": USE_KEY,
        "AppraisalRoundsLogs": LOGS,
    },
    "AppraisalRoundsReactionsFunction": {
        "AppraisalRoundsTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:ConditionCheckItem",
        },
        "AppraisalRoundsTable/index/by_list": QUERY,
        "AppraisalRoundsCollectQueue": TAKE,
        "AppraisalRoundsKey": USE_KEY,
        "AppraisalRoundsReactionsLogs": LOGS,
    },
    "EventRelayFunction": {
        **{f"{room.table}/stream": READ_STREAM for room in house.rooms()},
        **{f"{room.table}/stream/*": LIST_STREAMS for room in house.rooms()},
        "AppraisalRoundsKey": {"kms:Decrypt"},
        "Bus": {"events:PutEvents"},
        "RelayDeadLetters": {"sqs:SendMessage"},
        "RelayFailures": {"sqs:SendMessage"},
        "EventRelayLogs": LOGS,
    },
}  # fmt: skip

# Rights on a table that are good for some partitions alone: whose, on what, which, and how their keys begin.
_ON_SKUS = ("SkuTable", {"dynamodb:PutItem", "dynamodb:UpdateItem"}, {"SKU#*"})
_ON_PROMISES = ("SkuTable", {"dynamodb:PutItem", "dynamodb:UpdateItem"}, {"SKU#*", "DRAWN#*"})
_OF_SKUS = ("SkuTable", {"dynamodb:UpdateItem"}, {"SKU#*"})
_ON_ORDERS = (
    "OrderDispatchTable",
    {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},
    {"ORDER#*", "EXTERNAL#*", "IDEMPOTENCY#*"},
)
LEADING_KEYS: dict[str, tuple[tuple[str, set[str], set[str]], ...]] = {
    "ListingFunction": (_ON_SKUS,),
    "StockControlReactionsFunction": (("SkuTable", {"dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"}, {"SKU#*"}),),
    "ListingReactionsFunction": (_OF_SKUS,),
    "StockAlertsFunction": (_OF_SKUS,),
    "StockAlertsReactionsFunction": (
        ("StockAlertsTable", {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}, {"LEAD-TIME#*", "UNTOLD#*"}),
        _OF_SKUS,
    ),
    "AppraisalRoundsFunction": (
        ("AppraisalRoundsTable", {"dynamodb:DeleteItem"}, {"USER#*", "REPORTS#*", "SCHEMES#*"}),
    ),
    "OrderDispatchFunction": (_ON_ORDERS, _ON_PROMISES),
    "OrderDispatchReactionsFunction": ((*_ON_ORDERS[:2], _ON_ORDERS[2] | {"SHORT#*"}), _ON_PROMISES),
}

# Rights that a run on the local cloud need not show: whose, on what, and why they are needed all the same.
UNSEEN: tuple[tuple[str, str, set[str], str], ...] = (
    ("*", "*Logs", LOGS, "Lambda writes down what functions print"),
    ("*", "*Queue", TAKE, "Lambda takes the messages of a function's queues"),
    ("EventRelayFunction", "*Table/stream*", READ_STREAM | LIST_STREAMS, "Lambda reads the streams"),
    ("EventRelayFunction", "RelayFailures", {"sqs:SendMessage"}, "Lambda names there what it gave up"),
    ("StockAlertsReactionsFunction", "SkuTable/stream*", READ_STREAM | LIST_STREAMS, "Lambda reads the stream"),
    (
        "StockAlertsReactionsFunction",
        "StockAlertsLookAtLevelsFailures",
        {"sqs:SendMessage"},
        "Lambda names there what it gave up",
    ),
    (
        "NoticesReactionsFunction",
        "NoticesTable",
        {"dynamodb:DeleteItem"},
        "what a robot has said is forgotten; here there is none",
    ),
    ("AppraisalRounds*Function", "AppraisalRoundsKey", USE_KEY, "the key is there on AWS alone"),
    ("EventRelayFunction", "AppraisalRoundsKey", {"kms:Decrypt"}, "the key is there on AWS alone"),
    ("OrderDispatch*Function", "ContactsKey", USE_KEY, "the key is there on AWS alone"),
    (
        "OrderDispatch*Function",
        "ContactsTable",
        {"dynamodb:DeleteItem"},
        "what was begun of a large order is removed when its stock goes meanwhile",
    ),
    (
        "OrderDispatch*Function",
        "OrderDispatchTable",
        {"dynamodb:DeleteItem"},
        "what was begun of a large order is removed when its stock goes meanwhile",
    ),
    (
        "ListingReactionsFunction",
        "SkuTable",
        {"dynamodb:Query"},
        "whether a product that has been shown for months was sold lately is read in its ledger",
    ),
)

# Something that each placeholder takes, and each question that has to be answered; nothing is there.
NAMES = {
    "block_id": "01K00000000000000000000000",
    "carrier": "shunfeng",
    "change_id": "01K00000000000000000000000",
    "day": "2026-11-26",
    "employee_id": "01K00000000000000000000000",
    "month": "2026-11",
    "name": "sales",
    "order_id": "01K00000000000000000000000",
    "receipt_id": "01K00000000000000000000000",
    "replenishment_id": "01K00000000000000000000000",
    "request_id": "01K00000000000000000000000",
    "post": "designer",
    "product_id": "01K00000000000000000000000",
    "revision": "1",
    "round_id": "2026-11",
    "sheet_id": "2026-11.01K00000000000000000000000",
    "scheme_id": "01K00000000000000000000000",
    "subject": "shop",
    "sku": "NO-SUCH-SKU",
    "stocktake_id": "01K00000000000000000000000",
    "warehouse": "WH-SH",
}
_AUDIENCES = {"-": "staff", "s": "storefront", "c": "signed"}


@dataclass(frozen=True)
class Row:
    """A route, and those who may use it: the roles of staff, or the machines of the other audiences."""

    room: str
    method: str
    path: str
    audience: str
    roles: frozenset[Role]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _rows() -> Iterator[Row]:
    room = ""
    for line in MATRIX.split("\n"):
        match line.split():
            case [room]:
                pass
            case [marks, method, path]:
                roles = frozenset(role for role, mark in zip(Role, marks, strict=False) if mark == "x")
                yield Row(room, method, path, _AUDIENCES[marks[len(Role) :]], roles)


ROWS = tuple(_rows())
