"""Results: their files and formats, the store of a sweep, what is asked of them, and pictures."""
