"""What the window edits, without Qt's widgets: the workbench and what it makes of an edit."""
