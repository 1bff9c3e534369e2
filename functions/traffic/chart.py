"""Traffic as a drawing: visits, visitors and paying visitors by day, and where the visits came from and to. Pure."""

from collections import Counter
from collections.abc import Iterable

from shop.charts import bars, lines, svg
from shop.charts.lines import Line
from shop.languages import Language
from traffic import texts
from traffic.reading import Range
from traffic.views import TrafficView


def drawn(asked: Range, traffic: TrafficView, language: Language) -> str:
    """The SVG document; a day of which nothing was told is a gap in its lines."""
    words = texts.OF[language]
    told = {item.day: item for item in traffic.items}
    labels = [f"{day.month}-{day.day:02}" for day in asked.days]

    def line(figure: str) -> Line:
        days = (told.get(str(day)) for day in asked.days)
        return Line(getattr(words, figure), [getattr(day, figure) if day else None for day in days])

    by_source = _in_words(words, ((one.source, one.visits) for one in traffic.sources))
    by_kind = _in_words(words, ((one.page_kind, one.visits) for one in traffic.page_kinds))
    return svg.document(
        [
            lines.panel(words.by_day, labels, [line("visits"), line("visitors")]),
            # They are few beside the visits, and have a scale of their own.
            lines.panel(words.paid_by_day, labels, [line("paying_visitors")]),
            bars.panel(words.by_source, by_source, rest=words.rest),
            bars.panel(words.by_page_kind, by_kind, rest=words.rest),
        ],
        title=words.title.format(first=traffic.from_day, last=traffic.to_day),
        description=_described(traffic, by_source, words),
        language=language,
    )


def _in_words(words: texts.Texts, visits: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Visits by what people call a code; one code may be another one's word."""
    called: Counter[str] = Counter()
    for code, figure in visits:
        called[words.codes.get(code, code)] += figure
    return called


def _described(traffic: TrafficView, by_source: dict[str, int], words: texts.Texts) -> str:
    if not traffic.items:
        return words.nothing
    described = words.described.format(told=len(traffic.items), **traffic.model_dump())
    if not traffic.visits:
        return described
    most = max(by_source, key=lambda source: by_source[source])
    return described + words.most_by.format(source=most, share=bars.percent(by_source[most], traffic.visits))
