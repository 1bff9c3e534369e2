"""The room's routes: those of `handler`, and those of the parts that it opens."""

from shop.web.api import Api

api = Api("stock_control")
