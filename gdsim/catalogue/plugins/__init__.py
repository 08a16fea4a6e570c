"""Users' own catalogues: located, imported, checked and tried out. `in_use` has `use_catalogue`."""
