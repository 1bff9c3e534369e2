"""What the schedule of appraisals says each hour, said now: the deployed clock is the real one, and an hour is long."""

from infra.demo.cast import DayFailedError
from infra.local.stack import Stack


class Schedule:
    """The hourly schedule of appraisals, whose word the account's owner says."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def tick(self) -> None:
        """Invoke the function as the scheduler does. Raises DayFailedError."""
        function = self._stack.outputs["AppraisalRoundsReactionsFunctionName"]
        answer = self._stack.aws.client("lambda").invoke(FunctionName=function, Payload=b'{"job": "tick"}')
        if "FunctionError" in answer:
            raise DayFailedError("The tick of appraisals failed. cloud.log beside stack.json may say why.")

    def missed(self, month: str) -> None:
        """Put the calendar back, so that the round of the month before it opened seems to have been missed.

        A shop has no rounds of the time before it began; and the first one opens on the 1st of the next month.
        """
        before = f"{int(month[:4]) - 1}-12" if month.endswith("-01") else f"{month[:5]}{int(month[5:]) - 1:02}"
        self._stack.aws.client("dynamodb").update_item(
            TableName=self._stack.tables["appraisal_rounds"],
            Key={"pk": {"S": "CALENDAR"}, "sk": {"S": "CALENDAR"}},
            UpdateExpression="SET #month = :before",
            ConditionExpression="#month = :month",
            ExpressionAttributeNames={"#month": "month"},
            ExpressionAttributeValues={":before": {"S": before}, ":month": {"S": month}},
        )
