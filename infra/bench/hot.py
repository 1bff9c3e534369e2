"""How many sales of one SKU a second DynamoDB bears, against the buckets over which it is spread. A model, and pure.

The local cloud never conflicts, so this is reckoned, not measured:

1. A reservation is a transaction that holds the items it writes for a time `hold`, from its preparation to its commit.
   Of those only the bucket is anybody else's too. Who comes to an item that is held is cancelled (TransactionConflict)
   and tries again; nobody waits in a queue. So a bucket is a server without a waiting room. It is held the share
   `rho = rate * hold / buckets` of the time, and a try meets with a holder as often, if it comes at a random moment:
   `tries = 1 / (1 - rho)` a sale, and no more than `buckets / hold` sales a second, whatever is tried.
2. A SKU's buckets and movements share a partition, which takes 1,000 write units a second. A reservation is 4 of them
   (bucket and movement, each twice what it costs outside of a transaction). A cancelled try is reckoned as dear as one
   that succeeds. So `4 * rate * tries <= 1000`.

Both together bound the rate: `4 * rate / (1 - rate * hold / buckets) = 1000`, and so

    rate = 1000 / (4 + 1000 * hold / buckets)

It grows with the buckets up to 250 a second, which more buckets do not get past: then it is the partition that is hot,
not an item. What an order remembers of its draws (2 units) lies in a partition of its own.

Who tries again does not come at a random moment but soon after, and finds the same holder: `simulated` plays that, with
the shop's own pauses. Run as a program, this prints both.
"""

import heapq
import random
from typing import NamedTuple

from shop.stock.buckets import MOST_BUCKETS
from shop.storage.retry import RetryPolicy

PARTITION_UNITS = 1_000
RESERVATION_UNITS = 4
# Assumed: a transaction of some ten items takes 10 to 20 ms within a region, and holds its items most of that time.
HOLD = 0.02


class Played(NamedTuple):
    """What came of buyers who were played: sales, tries and write units a sale, and those who gave up."""

    sold: int
    tries: float
    units: float
    gave_up: int


def tries(rate: float, buckets: int, hold: float = HOLD) -> float:
    """How often a sale is tried on average; without end where more come than the buckets take."""
    held = rate * hold / buckets
    return 1 / (1 - held) if held < 1 else float("inf")


def write_units(rate: float, buckets: int, hold: float = HOLD) -> float:
    """Write units a second that so many sales a second ask of their partition."""
    return RESERVATION_UNITS * rate * tries(rate, buckets, hold)


def most_sales(buckets: int, hold: float = HOLD) -> float:
    """The most sales a second."""
    return PARTITION_UNITS / (RESERVATION_UNITS + PARTITION_UNITS * hold / buckets)


def simulated(rate: float, buckets: int, buyers: int, hold: float = HOLD, seed: int = 1) -> Played:
    """Buyers who come at random at so many a second, each trying as the shop does until its patience ends."""
    chance, policy = random.Random(seed), RetryPolicy()
    moment, coming = 0.0, list[tuple[float, int, float, float]]()
    for buyer in range(buyers):
        moment += chance.expovariate(rate)
        coming.append((moment, buyer, moment + policy.deadline, policy.first_pause))
    held_until = [0.0] * buckets
    sold = gave_up = tried = 0
    while coming:
        now, buyer, ends, pause = heapq.heappop(coming)
        bucket = chance.randrange(buckets)
        tried += 1
        if held_until[bucket] <= now:
            held_until[bucket] = now + hold
            sold += 1
        elif now + pause > ends:
            gave_up += 1
        else:
            again = now + chance.uniform(pause / 2, pause)
            heapq.heappush(coming, (again, buyer, ends, min(pause * 2, policy.longest_pause)))
    return Played(sold, tried / max(sold, 1), RESERVATION_UNITS * tried / max(sold, 1), gave_up)


def table() -> str:
    """What is to be expected of one bucket and more."""
    lines = ["buckets  most sales a second  tries a sale at 30 a second  played"]
    for buckets in (1, 2, 4, MOST_BUCKETS):
        played = simulated(30, buckets, 3_000)
        reckoned = tries(30, buckets)
        lines.append(f"{buckets:7}  {most_sales(buckets):19.0f}  {reckoned:27.2f}  {played.tries:6.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
