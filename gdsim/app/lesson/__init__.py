"""Lessons beside the views: a text, questions, claims that are measured, and a task."""
