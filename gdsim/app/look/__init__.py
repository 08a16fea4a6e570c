"""How the window looks: themes, style sheet, icons, strokes, formulas as pictures."""
