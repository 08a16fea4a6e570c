"""The look of the documentation's pages, in the part of CSS that Qt's rich text knows."""

from __future__ import annotations

from gdsim.app.look.theme import Theme


def style(t: Theme, size: int) -> str:
    """The style sheet of pages in a theme's colours, with type of `size` px."""
    return f"""
body {{ color: {t.text}; font-size: {size}px; }}
a {{ color: {t.accent}; text-decoration: none; }}
h1 {{ font-size: {1.7 * size:.0f}px; font-weight: 600; }}
h2 {{ font-size: {1.3 * size:.0f}px; font-weight: 600; margin-top: {2 * size}px; }}
h3 {{ font-size: {1.1 * size:.0f}px; font-weight: 600; margin-top: {1.5 * size:.0f}px; }}
p, li {{ line-height: 140%; }}
pre, code {{ background-color: {t.surface}; }}
pre {{ font-size: {0.92 * size:.0f}px; }}
table {{ border-collapse: collapse; border-style: solid; border-color: {t.line}; }}
th, td {{ border: 1px solid {t.line}; }}
"""
