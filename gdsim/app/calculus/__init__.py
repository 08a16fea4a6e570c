"""The workspace of derivatives, gradients and the chain rule."""
