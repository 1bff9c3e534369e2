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
}
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
}
# Above what a robot tells.
TITLE = "掌柜通知"
SEVERAL = "（{shown}条）"
MORE = "，还有{left}条随后发送"
