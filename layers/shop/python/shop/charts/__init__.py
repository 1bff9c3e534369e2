"""Charts as SVG, drawn from figures: lines over time, bars of shares. Pure, and nothing but text.

    panels = [lines.panel("Visits by day", labels, [lines.Line("visits", [12, None, 9])])]
    svg.document(panels, title="Traffic", description="21 visits on two days", language="en")

Read without colours, too: lines differ in their dashes, bars name their figures, and the document says in words
what it shows.
"""
