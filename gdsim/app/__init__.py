"""The Qt window: panels, views and one worker. Nothing here computes; it asks the public API."""
