"""中文: what people are told in Chinese, by the event; names in braces are the event's own."""

CUSTOMERS = {
    "OrderPlaced": "您的订单{external_id}已提交，我们会尽快与您确认。",
    "OrderConfirmed": "您的订单{external_id}已确认，正在安排发货。",
    "OrderCancelled": "您的订单{external_id}已取消，款项将原路退回。",
    "ShipmentDispatched": "您的订单{external_id}已发货：{carrier} {tracking_number}，预计{expected_arrival}送达。",
    "ShipmentDelivered": "您的订单{external_id}（运单{tracking_number}）已签收，感谢您的惠顾。",
    "ShipmentException": "您的订单{external_id}（运单{tracking_number}）运输异常，我们正在为您处理。",
    "ShipmentReturnedToSender": "您的订单{external_id}（运单{tracking_number}）已退回，客服将与您联系。",
}
STAFF = {
    "SpecialRequestRecorded": "订单{external_id}有一条交给{department}的特殊要求，请尽快处理。",
    "SpecialRequestAnswered": "订单{external_id}的特殊要求已由{department}答复，请转告客户。",
    "ShipmentException": "订单{external_id}（{carrier} {tracking_number}）运输异常{carrier_code}，请联系客户并跟进。",
    "ShipmentReturnedToSender": "订单{external_id}（{carrier} {tracking_number}）已退回发件方，请联系客户。",
    "OrderRanShort": "订单{external_id}缺货：已承诺的{sku}有{short_units}件不足，请与客户协商。",
    "OrderShortfallEnded": "订单{external_id}的{sku}已不缺货。",
    "DesignRequested": "商品{thing}等待制作图片。",
    "ProductSubmitted": "商品{thing}的图片已完成，等待终审。",
    "ProductSentBack": "商品{thing}被终审退回，原因见商品页。",
    "ReceiptHeld": "{warehouse}的入库单{document}远超平常数量，等待第二人复核。",
    "ReceiptReversed": "{warehouse}的入库单{document}有误，已冲销，原因见入库单。",
    "StocktakeOpened": "{warehouse}有货品需要盘点，盘点单{thing}。",
    "RecountOrdered": "{warehouse}的{sku}需要复盘，盘点单{thing}。",
    "CountingEnded": "{warehouse}的盘点单{thing}已盘完，请查看有无差异。",
    "DifferenceAssigned": "{warehouse}的{sku}账实不符，请查明原因，盘点单{thing}。",
    "DifferenceExplained": "{warehouse}的{sku}差异原因已查明，请您确认调整，盘点单{thing}。",
    "LedgerMismatchFound": "{sku}的库存与流水不符，请查明原因（系统未作更正）。",
    "ShortfallFound": "{party}的{sku}缺货：已承诺给订单的数量不足，请查明原因。",
    "ProductPublished": "您参与的商品{thing}已通过终审并上架。",
    "LowStockListed": "库存预警（清单{thing}）：{rows}。请尽快处理。",
    "ReplenishmentRequested": (
        "补货单{thing}：需补{sku} {quantity}件（剩{available}件，在途{incoming}件，目标{target}件；"
        "供应商{supplier}，起订{minimum_order}，包装{pack}）。请受理并下单。"
    ),
    "ReplenishmentOrdered": "补货单{thing}：{sku} {quantity}件已向{supplier}下单，预计{expected_on}到货。",
    "ReplenishmentSlipped": "补货单{thing}：{supplier}的{sku}到货日由{former_expected_on}改为{expected_on}。",
    "ReplenishmentDeclined": "采购未受理{sku}的补货单{thing}，原因见补货单。",
    "ReplenishmentCancelled": "{sku}的补货单{thing}已取消，尚有{outstanding}件未到，原因见补货单。",
    "LateReplenishmentsListed": "补货逾期（清单{thing}）：{rows}。请今天跟进。",
    "LateReplenishmentsEscalated": "补货长期逾期（清单{thing}）：{rows}。",
    "ReplenishmentReceiptReversed": (
        "补货单{thing}：{sku}的入库已冲销{units}件，尚有{outstanding}件未到，状态：{state}。请跟进。"
    ),
    "ReversalFlagged": (
        "入库单{thing}冲销了{sku} {units}件，补货单{replenishment_id}未能恢复（{why}），请确认是否重新补货。"
    ),
    "ReceiptFlagged": ("入库单{thing}有{sku} {units}件注明补货单{replenishment_id}，未能核销（{why}），请核实用途。"),
    "SchemeProposed": "{post}自{valid_from}起的考核方案已提交（{thing}），请审定。",
    "SchemePublished": "{post}自{valid_from}起按新的考核方案考核，现可查阅（{thing}）。",
    "SchemeWithdrawn": "{post}原定自{valid_from}起施行的考核方案已撤回（{thing}）。",
    "RoundOpened": "{thing}考核已开始，共{sheets}份考核表。评价截止{reviews_due}，结果须在{fed_back_by}前反馈。",
    "SheetOpened": "您的考核表{thing}已开放，请在{reviews_due}前提交自评。",
    "ReviewsAsked": "{round_id}考核中有同事等待您的评价，请在{reviews_due}前提交。",
    "ReviewsReminded": "{round_id}考核中您还有评价未提交，{reviews_due}前未提交的视为未评价。",
    "ReviewsEnded": "考核表{thing}的评价已截止，有一份未提交，视为未评价。",
    "CalibrationBegun": "{thing}考核评价已截止，请在{composite_by}前比较并签署等级。",
    "RoundFedBack": "{thing}考核结果可以反馈，请在{fed_back_by}前完成。尚有{unsigned}份未签署等级。",
    "FeedbackEscalated": "{thing}考核有{left}份结果未按时反馈，请尽快处理。",
    "SheetFedBack": "您的考核结果{thing}已反馈，请在{answer_by}前确认或提出异议。",
    "AnswerReminded": "您的考核结果{thing}尚未答复，请在{answer_by}前确认或提出异议。",
    "ArchiveCorrected": "您已存档的考核记录{thing}新增了更正版本，原版本保留，请查阅。",
    "SheetUnanswered": "考核表{thing}逾期未答复，可按未答复存档，或补办确认。",
    "SheetObjected": "考核表{thing}的员工提出异议，请由未签署等级的两人在{decide_by}前决定。",
    "DeciderAppointed": "您被指定复核考核表{thing}的异议，请查阅并给出意见。",
    "ObjectionEscalated": "考核表{thing}的异议已逾期未决定，请尽快处理。",
    "ObjectionDecided": "考核表{thing}的异议已有决定，请再次反馈结果。",
}
# A row of what is told together.
ROWS = {
    "LowStockListed": (
        "{sku} {party}{kind}：剩{available}，在途{incoming}，预警线{threshold}，可售{cover_hours}小时，"
        "建议补{quantity}，供应商{supplier}"
    ),
    "LateReplenishmentsListed": (
        "{sku}（{replenishment_id}）{state}，逾期{days_late}天，预计{expected_on}，供应商{supplier}，"
        "可售{cover_hours}小时，风险{units_at_risk}件"
    ),
    "LateReplenishmentsEscalated": (
        "{sku}（{replenishment_id}）{state}，逾期{days_late}天，供应商{supplier}，"
        "可售{cover_hours}小时，风险{units_at_risk}件"
    ),
}
BETWEEN = "；"
AND_MORE = "；另有{left}项"
# Codes that people know by another word; whatever has none is told as it is.
WORDS = {
    "shunfeng": "顺丰速运",
    "yuantong": "圆通速递",
    "zhongtong": "中通快递",
    "jd": "京东物流",
    "ems": "EMS",
    "operations-manager": "运营主管",
    "operations-specialist": "运营专员",
    "designer": "美工",
    "customer-service": "客服",
    "purchasing": "采购",
    "warehouse": "仓库",
    "hr": "人力资源",
    "director": "上级",
    "admin": "管理员",
    "closed": "补货单已关闭",
    "other_sku": "商品不符",
    "replaced": "已有新的补货单",
    "unknown": "没有这张补货单",
    "low": "库存不足",
    "sold_out": "已售罄",
    "requested": "未受理",
    "acknowledged": "未下单",
    "ordered": "未到货",
    "partially_received": "未到齐",
    "received": "已到齐",
}
# Above what a robot tells.
TITLE = "掌柜通知"
SEVERAL = "（{shown}条）"
MORE = "，还有{left}条随后发送"
MOMENT = "{day} {hour}时{minute}分"
