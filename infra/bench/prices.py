"""What AWS asks, and what is assumed where nothing can be measured here. Dollars, without free tiers and taxes.

No price here was read from AWS's own page: those fill in their figures in the browser. They are
what was known on the day named, and each names the page that it is to be checked against.
Seen elsewhere: logs on a Singapore bill of May 2025; machine tokens and clients in reports on
Cognito's prices (for Tokyo); that on-demand DynamoDB costs half since November 2024, on a bill of
Seoul. Singapore's DynamoDB and gateway prices were seen nowhere, and they are most of the sum.
"""

from typing import Final, NamedTuple

REGION: Final = "ap-southeast-1 (Singapore), arm64, on demand"
AS_OF: Final = "2026-11-25, not yet checked with AWS"


class Price(NamedTuple):
    """What `per` of something cost. `usage` names what is counted (see `usage.Usage`), or a thing held all month."""

    part: str
    usage: str
    usd: float
    per: int
    check_at: str


_AWS = "aws.amazon.com/"
USED: Final = (
    Price("gateway requests", "requests", 4.25, 1_000_000, f"{_AWS}api-gateway/pricing: REST, first 333 million"),
    Price("function calls", "invocations", 0.20, 1_000_000, f"{_AWS}lambda/pricing"),
    Price("function time", "gb_seconds", 13.3334, 1_000_000, f"{_AWS}lambda/pricing: GB-seconds on arm64"),
    # Worked out: half of 1.42 and 0.285, taken as the prices until November 2024.
    Price("dynamodb writes", "write_units", 0.71, 1_000_000, f"{_AWS}dynamodb/pricing/on-demand"),
    Price("dynamodb reads", "read_units", 0.1425, 1_000_000, f"{_AWS}dynamodb/pricing/on-demand"),
    Price("events", "events", 1.00, 1_000_000, f"{_AWS}eventbridge/pricing: custom events, 64 KB each"),
    Price("queue requests", "queue_requests", 0.40, 1_000_000, f"{_AWS}sqs/pricing: standard, 64 KB each"),
    Price("logs", "log_bytes", 0.70, 1_000_000_000, f"{_AWS}cloudwatch/pricing: GB taken in, standard class"),
)
MONTHLY: Final = (
    Price("alarms", "alarms", 0.10, 1, f"{_AWS}cloudwatch/pricing: standard resolution"),
    Price("secrets", "secrets", 0.40, 1, f"{_AWS}secrets-manager/pricing"),
    Price("waiting at queues", "idle_polls", 0.40, 1_000_000, f"{_AWS}sqs/pricing"),
    Price("the storefront's client", "machine_clients", 6.00, 1, f"{_AWS}cognito/pricing: machine to machine"),
    Price("the storefront's tokens", "machine_tokens", 2.25, 1_000, f"{_AWS}cognito/pricing: machine to machine"),
)

# From here on nothing is a price: what a bill depends on and this machine cannot show.
WAIT_MS: Final = 10
# Memory brings CPU with it; so many MB are one core.
MB_PER_CORE: Final = 1769
COLD_SHARE, COLD_MS = 0.01, 600
LOG_LINE_BYTES: Final = 26
PLATFORM_LOG_BYTES: Final = 300 + 3 * LOG_LINE_BYTES
GATEWAY_LOG_BYTES: Final = 300 + LOG_LINE_BYTES
CHUNK_BYTES: Final = 64 * 1024
REQUESTS_A_MESSAGE: Final = 3
IDLE_POLLS: Final = 5 * 3 * 60 * 24 * 30
TOKENS_A_MONTH: Final = 24 * 30

ASSUMPTIONS: Final = (
    "Whole lives: placed, confirmed, allocated, verified, dispatched, in transit, delivered, with relay and reactions.",
    "Nobody looks: staff's lists, the storefront's pages and repeated requests are not counted.",
    "A quiet shop, the dearest case: each event is relayed alone and each message taken alone, nothing shares a batch.",
    f"Billed time is CPU, measured here, by the function's share of a core (1024 MB: {1024 / MB_PER_CORE:.2f}), and"
    f" {WAIT_MS} ms for each call to AWS. CPU alone is the least that can be billed.",
    f"{COLD_SHARE:.0%} of the calls start cold, which takes {COLD_MS} ms more.",
    "Write units are those that the local cloud answers: double in a transaction, but not for its indexes. Whether AWS"
    " doubles those too could not be tried."
    " Read units are the bytes that came back by 4 KB, at least one an item.",
    f"Logs are what functions print, {LOG_LINE_BYTES} bytes more for each line, {PLATFORM_LOG_BYTES} for the lines that"
    f" Lambda adds to a call, and {GATEWAY_LOG_BYTES} for the gateway's line on a request.",
    f"A message is {REQUESTS_A_MESSAGE} requests: sent, received, deleted.",
    "A month at rest: five long polls of 20 seconds wait at each queue, and the storefront fetches a token an hour.",
    "Not counted: storage and its backups, data sent to the internet, the delivery of notices (SMS, mail), keys of KMS,"
    " schedules (a run every minute: some $0.05 a month), staff's accounts (free below 10,000 a month).",
)
