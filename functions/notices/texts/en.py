"""What people are told in English, by the event; names in braces are the event's own."""

CUSTOMERS = {
    "OrderPlaced": "We have your order {external_id} and will confirm it with you shortly.",
    "OrderConfirmed": "Your order {external_id} is confirmed and is being prepared for dispatch.",
    "OrderCancelled": "Your order {external_id} is cancelled. What you paid is refunded the way it came.",
    "ShipmentDispatched": (
        "Your order {external_id} is on its way: {carrier} {tracking_number}, expected to arrive on {expected_arrival}."
    ),
    "ShipmentDelivered": "Your order {external_id} (parcel {tracking_number}) was signed for. Thank you.",
    "ShipmentException": (
        "There is trouble with your order {external_id} (parcel {tracking_number}). We are seeing to it."
    ),
    "ShipmentReturnedToSender": (
        "Your order {external_id} (parcel {tracking_number}) came back to us. Customer service will contact you."
    ),
}
STAFF = {
    "SpecialRequestRecorded": "Order {external_id} has a special request for {department}. Please see to it.",
    "SpecialRequestAnswered": (
        "{department} answered the special request of order {external_id}. Please tell the customer."
    ),
    "ShipmentException": (
        "Trouble with order {external_id} ({carrier} {tracking_number}), code {carrier_code}. "
        "Please talk to the customer and follow it up."
    ),
    "ShipmentReturnedToSender": (
        "Order {external_id} ({carrier} {tracking_number}) came back to its sender. Please talk to the customer."
    ),
    "OrderRanShort": (
        "{short_units} of {sku} that are promised to order {external_id} were found missing. "
        "Please agree with the customer what to do."
    ),
    "OrderShortfallEnded": "Nothing of {sku} is missing for order {external_id} any more.",
    "DesignRequested": "Product {thing} waits for its pictures.",
    "ProductSubmitted": "Product {thing} has its pictures and waits for the review.",
    "ProductSentBack": "The review sent product {thing} back. The product says why.",
    "ReceiptHeld": "Receipt {document} of {warehouse} is far above the usual and waits for a second person.",
    "ReceiptReversed": "Receipt {document} of {warehouse} was wrong and is taken back. The receipt says why.",
    "StocktakeOpened": "Goods at {warehouse} are to be counted: stocktake {thing}.",
    "RecountOrdered": "{sku} at {warehouse} is to be counted once more: stocktake {thing}.",
    "CountingEnded": "Stocktake {thing} at {warehouse} is counted. Please see whether anything differs.",
    "DifferenceAssigned": (
        "Please find out why {sku} at {warehouse} differs from what is recorded: stocktake {thing}."
    ),
    "DifferenceExplained": (
        "The cause of a difference of {sku} at {warehouse} is found; it is yours to adjust: stocktake {thing}."
    ),
    "LedgerMismatchFound": "Levels and movements of {sku} part. Please look into it: nothing was repaired.",
    "ShortfallFound": "Promised units of {sku} were found missing at {party}. Please find the cause.",
    "ProductPublished": "Product {thing}, which you worked on, passed the review and is on sale.",
    "LowStockListed": "Stock runs low (list {thing}): {rows}. Please see to it.",
    "ReplenishmentRequested": (
        "Replenishment {thing}: {quantity} of {sku} are asked for ({available} left, {incoming} on their way, "
        "target {target}; supplier {supplier}, minimum {minimum_order}, pack {pack}). Please take it up and order."
    ),
    "ReplenishmentOrdered": (
        "Replenishment {thing}: {quantity} of {sku} are ordered of {supplier} and expected on {expected_on}."
    ),
    "ReplenishmentSlipped": (
        "Replenishment {thing}: {supplier} brings {sku} on {expected_on}, not on {former_expected_on}."
    ),
    "ReplenishmentDeclined": "Purchasing will not order {sku} (replenishment {thing}). The replenishment says why.",
    "ReplenishmentCancelled": (
        "Replenishment {thing} of {sku} is cancelled; {outstanding} had still to come. The replenishment says why."
    ),
    "LateReplenishmentsListed": "Replenishments are late (list {thing}): {rows}. Please see to them today.",
    "LateReplenishmentsEscalated": "Replenishments have been late for long (list {thing}): {rows}.",
    "ReplenishmentReceiptReversed": (
        "Replenishment {thing}: a receipt of {units} of {sku} was wrong; {outstanding} have still to come ({state})."
    ),
    "ReversalFlagged": (
        "Receipt {thing} of {units} of {sku} was reversed, and replenishment {replenishment_id} cannot be taken up "
        "again: {why}. Please say whether to order anew."
    ),
    "ReceiptFlagged": (
        "Receipt {thing} brought {units} of {sku} for replenishment {replenishment_id}, and they could not be counted: "
        "{why}. Please see what they were for."
    ),
    "SchemeProposed": "A scheme of appraisal for {post} from {valid_from} on is proposed ({thing}). Please decide.",
    "SchemePublished": "From {valid_from} on {post} are appraised by another scheme; it can be read now ({thing}).",
    "SchemeWithdrawn": "The scheme of appraisal for {post} from {valid_from} on is withdrawn ({thing}).",
    "RoundOpened": (
        "The appraisal of {thing} has opened with {sheets} sheets. Reviews are due on {reviews_due}, "
        "results are to be fed back by {fed_back_by}."
    ),
    "SheetOpened": "Your appraisal {thing} is open. Please give your self-review by {reviews_due}.",
    "ReviewsAsked": "Colleagues wait for your review in the appraisal of {round_id}, by {reviews_due}.",
    "ReviewsReminded": (
        "You have still reviews to give in the appraisal of {round_id}. "
        "What is not in by {reviews_due} counts as not given."
    ),
    "ReviewsEnded": "The reviews of sheet {thing} ended, and one is missing: it counts as not given.",
    "CalibrationBegun": "The reviews of {thing} are over. Please compare and sign the grades by {composite_by}.",
    "RoundFedBack": (
        "The results of {thing} can be fed back, by {fed_back_by}. {unsigned} sheets have no signed grade yet."
    ),
    "FeedbackEscalated": "{left} results of {thing} have not been fed back in time. Please see to them.",
    "SheetFedBack": "Your result {thing} is there. Please confirm it, or object to it, by {answer_by}.",
    "AnswerReminded": "Your result {thing} has no answer yet. Please confirm it, or object to it, by {answer_by}.",
    "ArchiveCorrected": "Your archived record {thing} was corrected: a new version stands beside the old one.",
    "SheetUnanswered": "Sheet {thing} stayed without an answer. Archive it under that name, or have it confirmed late.",
    "SheetObjected": (
        "Somebody objects to their result: sheet {thing}. Two who did not sign the grade are to decide by {decide_by}."
    ),
    "DeciderAppointed": "You are appointed to decide an objection: sheet {thing}. Please read it and decide.",
    "ObjectionEscalated": "The objection to sheet {thing} should have been decided by now. Please decide it.",
    "ObjectionDecided": "The objection to sheet {thing} is decided. Please feed the result back.",
}
# A row of what is told together.
ROWS = {
    "LowStockListed": (
        "{sku} {party} {kind}: {available} left, {incoming} on their way, threshold {threshold}, "
        "lasts {cover_hours} h, order {quantity} of {supplier}"
    ),
    "LateReplenishmentsListed": (
        "{sku} ({replenishment_id}) {state}, {days_late} days late, expected {expected_on}, supplier {supplier}, "
        "lasts {cover_hours} h, {units_at_risk} units at risk"
    ),
    "LateReplenishmentsEscalated": (
        "{sku} ({replenishment_id}) {state}, {days_late} days late, supplier {supplier}, "
        "lasts {cover_hours} h, {units_at_risk} units at risk"
    ),
}
BETWEEN = "; "
AND_MORE = "; and {left} more"
WORDS = {
    "shunfeng": "SF Express",
    "yuantong": "YTO Express",
    "zhongtong": "ZTO Express",
    "jd": "JD Logistics",
    "ems": "EMS",
    "operations-manager": "the operations manager",
    "operations-specialist": "the operations specialists",
    "designer": "the designers",
    "customer-service": "customer service",
    "purchasing": "purchasing",
    "warehouse": "the warehouse",
    "hr": "human resources",
    "director": "the director",
    "admin": "the administrators",
    "closed": "it is closed",
    "other_sku": "it is of another SKU",
    "replaced": "another one is underway",
    "unknown": "there is none such",
    "low": "is low",
    "sold_out": "is SOLD OUT",
    "requested": "not taken up",
    "acknowledged": "not ordered",
    "ordered": "not come",
    "partially_received": "not come in full",
    "received": "enough came",
}
TITLE = "Zhanggui"
SEVERAL = " ({shown} notices)"
MORE = ", {left} more to follow"
MOMENT = "{day} {hour}h{minute} Beijing time"
