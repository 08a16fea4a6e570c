"""The texts that kernels are made of; `gdsim.engine.source.fill` writes in what they leave open."""
