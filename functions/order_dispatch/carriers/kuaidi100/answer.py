"""What 快递100 wants to hear of a push."""

from shop.web.models import ResponseModel


class Received(ResponseModel):
    """It was taken; nothing of it is to be sent again."""

    result: bool = True
    returnCode: str = "200"
    message: str = "成功"
