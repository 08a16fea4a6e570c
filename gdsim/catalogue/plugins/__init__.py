"""Catalogues of users' own: where they are, how they are read, checked and tried (`in_use`)."""
