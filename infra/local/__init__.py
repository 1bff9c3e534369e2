"""The local cloud: the template of the shop, deployed to an AWS emulator on this machine.

    python -m infra.local up [--state DIR] [--port N] [--demo] [--exit]

`cloud.local_cloud(...)` is the same for programs; `stack.Stack` is what they get.
"""
