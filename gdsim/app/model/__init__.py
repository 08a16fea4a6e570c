"""The edited experiment, without Qt's widgets: the workbench, its history and its edits."""
