"""The widget of notebooks: sliders for an experiment, whose runs follow them."""
