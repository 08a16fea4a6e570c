"""What runs besides the window: the thread that computes, its frames, opening sessions."""
