"""The redrive command: what did not reach the bus or its reactions is sent again.

    python -m infra.redrive --dead-letters                  whatever waits in a dead-letter queue
    python -m infra.redrive --entity ORDER#01K… [KEY …]     all events of these things
    python -m infra.redrive --since 2026-11-24T02:00Z [--until 2026-11-24T03:00Z]

Add `--stack .local/stack.json` for the shop on this machine; without it the command works on the
stack called `--stack-name` in the AWS account of the environment. Streams forget after 24 hours,
but every event stands in its table for ever, so any of them can be published again. Sending twice
does no harm: a reaction knows an event by its id.
"""
