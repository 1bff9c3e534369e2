"""The words of the chart, in each language. Codes that are not here are shown as they are."""

from typing import NamedTuple

from shop.languages import Language


class Texts(NamedTuple):
    """A language: templates name what they take."""

    title: str
    described: str
    most_by: str
    nothing: str
    visits: str
    visitors: str
    paying_visitors: str
    by_day: str
    paid_by_day: str
    by_source: str
    by_page_kind: str
    rest: str
    codes: dict[str, str]


_ZH_CN = Texts(
    title="流量 {first} 至 {last}",
    described="{told} 天的数据：访问 {visits:,} 次，访客 {visitors:,} 人，付款访客 {paying_visitors:,} 人。",
    most_by="访问最多的来源是{source}（{share}）。",
    nothing="这段时间没有数据。",
    visits="访问",
    visitors="访客",
    paying_visitors="付款访客",
    by_day="每日访问与访客",
    paid_by_day="每日付款访客",
    by_source="访问来源",
    by_page_kind="访问进入的页面",
    rest="其余",
    codes={
        "search": "搜索",
        "social": "社交媒体",
        "direct": "直接访问",
        "advertising": "广告",
        "email": "邮件",
        "referral": "外部链接",
        "other": "其他",
        "home": "首页",
        "list": "列表页",
        "detail": "商品详情页",
        "campaign": "活动页",
    },
)
_EN = Texts(
    title="Traffic from {first} to {last}",
    described="Figures of {told} days: {visits:,} visits, {visitors:,} visitors, {paying_visitors:,} paying visitors.",
    most_by=" Most visits came by {source} ({share}).",
    nothing="Nothing was told of these days.",
    visits="visits",
    visitors="visitors",
    paying_visitors="paying visitors",
    by_day="Visits and visitors by day",
    paid_by_day="Paying visitors by day",
    by_source="Visits by source",
    by_page_kind="Visits by the kind of page that they began on",
    rest="all others",
    codes={"social": "social media", "email": "e-mail", "referral": "other sites", "detail": "product"},
)
OF: dict[Language, Texts] = {"zh-CN": _ZH_CN, "en": _EN}
