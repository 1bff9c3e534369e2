"""Sagas: work on more things than one transaction holds, whole or not at all.

A saga's operation stands in the head of the thing it changes. Each chunk is one transaction that moves
the operation on by one step *and* does the chunk's writes, under the condition that the operation still
is where this worker believes it to be (its fence). So a chunk happens once, a worker whose lease was lost
changes nothing, and whoever comes later knows where to resume.

A refusal turns the saga round: what was applied is compensated, counting down, and the head is rolled
back. A crash leaves the operation in the head; when its lease is over, the caller's repeat or the sweeper
resumes it.
"""
