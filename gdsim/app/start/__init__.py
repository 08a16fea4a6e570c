"""The start page: what can be opened, as cards; and the tour of the window."""
