"""Lessons: experiments with claims that are measured when the lesson runs."""
