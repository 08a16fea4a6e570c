"""Explanations: a title, steps and a conclusion, as text, Markdown, HTML or LaTeX."""
