"""The ground floor of the shop: what every room stands on. It imports no room."""

import gc
import os

# A start makes many objects and lets few of them go: looking for garbage meanwhile is a tenth of its work. Whatever
# a function does at its start ends with `shop.settings.start`, which looks again.
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    gc.disable()
