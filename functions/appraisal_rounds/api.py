"""The room's routes: those of the parts that `handler` opens."""

from shop.web.api import Api

api = Api("appraisal_rounds")
