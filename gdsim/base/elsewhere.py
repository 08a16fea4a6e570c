"""What other packages call things, and how gdsim says it: the answers to foreign names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# A setting of a method -> the settings that gdsim's may have instead, the most fitting first.
_SETTINGS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "learning_rate": (("lr",),),
    "lr0": (("lr",),),
    "step_size": (("lr",),),
    "eta": (("lr",),),
    "betas": (("beta1", "beta2", "beta3"), ("beta1", "beta2")),
    "b1": (("beta1",),),
    "b2": (("beta2",),),
    "b3": (("beta3",),),
    "beta1": (("momentum", "dampening"),),
    "beta2": (("alpha",),),
    "beta_1": (("beta1",),),
    "beta_2": (("beta2",),),
    "beta": (("alpha",), ("momentum",), ("beta1",)),
    "mu": (("momentum",),),
    "momentum": (("beta",), ("beta1",)),
    "decay": (("alpha",), ("gamma",)),
    "rho": (("alpha",),),
    "epsilon": (("eps",),),
    "wd": (("weight_decay",),),
    "l2": (("weight_decay",),),
    "initial_accumulator_value": (("initial_accumulator",),),
    "etas": (("eta_minus", "eta_plus"),),
    "step_sizes": (("step_min", "step_max"),),
    "milestones": (("milestone1", "milestone2", "milestone3", "milestone4"),),
    "T_max": (("period",),),
    "T_0": (("period",),),
    "T_mult": (("mult",),),
    "decay_steps": (("period",), ("step_size",)),
    "total_iters": (("period",),),
    "eta_min": (("min_factor",),),
    "alpha": (("lr",), ("min_factor",)),
    "decay_rate": (("gamma",),),
    "warmup_steps": (("warmup",),),
    "num_warmup_steps": (("warmup",),),
}
_PEAK = "a schedule is a factor here, and lr a setting of the optimizer"
# What is said otherwise here -> a setting of the methods that it is asked of, and the answer.
_OTHERWISE: Mapping[str, tuple[str, str]] = {
    "momentum": ("lr", "it is a method of its own here, gdsim.Momentum"),
    "nesterov": ("lr", "it is a method of its own here, gdsim.Nesterov"),
    "amsgrad": ("lr", "it is a method of its own here, gdsim.AMSGrad"),
    "weight_decay": ("lr", "give an Experiment modifiers=gdsim.DecoupledDecay(weight_decay=...)"),
    "clip_norm": ("lr", "it is clip_norm of an Experiment here"),
    "clipnorm": ("lr", "it is clip_norm of an Experiment here"),
    "max_grad_norm": ("lr", "it is clip_norm of an Experiment here"),
    "clipvalue": ("lr", "it is clip_value of an Experiment here"),
    "params": ("lr", "what is stepped is the objective of an Experiment here"),
    "maximize": ("lr", "gdsim minimises: give the objective a minus"),
    "lr": ("warmup", _PEAK),
    "max_lr": ("warmup", _PEAK),
    "learning_rate": ("warmup", _PEAK),
    "initial_learning_rate": ("warmup", _PEAK),
    "total_steps": ("warmup", "it ends with the run here, whose steps an Experiment has"),
    "steps": ("warmup", "it ends with the run here, whose steps an Experiment has"),
    "optimizer": ("warmup", "schedule is an argument of an Experiment, or of its optimizer"),
}
# An argument of an Experiment or a Network -> the argument that it has, or the answer.
_ARGUMENTS: Mapping[str, str] = {
    "optimizer": "optimizers", "algorithm": "optimizers", "learning_rate": "lr", "eta": "lr",
    "scheduler": "schedule", "lr_schedule": "schedule", "iterations": "steps", "max_iter": "steps",
    "n_steps": "steps", "num_steps": "steps", "x0": "start", "init_params": "start",
    "function": "objective", "loss_fn": "loss", "criterion": "loss", "random_state": "seed",
    "grad_clip": "clip_norm", "max_grad_norm": "clip_norm", "hidden": "layers",
    "hidden_layer_sizes": "layers", "initializer": "init", "kernel_initializer": "init",
    "batch": "batch_size", "dataset": "data", "output_activation": "output",
    "weight_decay": "it is a setting of an optimizer here, such as gdsim.AdamW(weight_decay=0.01)",
    "momentum": "it is a setting of an optimizer here, such as gdsim.Momentum(momentum=0.9)",
    "model": "objective", "alpha": "l2",
}  # fmt: skip
# Arguments that are looked for in the other of the two.
_OWNERS: Mapping[str, tuple[str, ...]] = {
    "an Experiment": ("objective", "optimizers", "lr", "start", "schedule", "steps", "epochs",
                      "modifiers", "clip_value", "clip_norm", "seed", "noise", "dtype"),
    "a Network": ("layers", "activation", "output", "loss", "data", "init", "batch_size", "l1",
                  "l2"),
}  # fmt: skip
_METHODS: Mapping[str, str] = {
    "swish": "silu", "logistic": "sigmoid", "linear": "identity", "none": "identity",
    "sine": "sin", "gelunew": "gelu_tanh",
    "bce": "binary_cross_entropy", "logloss": "binary_cross_entropy",
    "bcewithlogits": "binary_cross_entropy", "binarycrossentropyloss": "binary_cross_entropy",
    "nll": "cross_entropy", "categoricalcrossentropy": "cross_entropy",
    "crossentropyloss": "cross_entropy", "l2": "mse", "l1": "mae", "squarederror": "mse",
    "meansquarederror": "mse", "mseloss": "mse", "meanabsoluteerror": "mae", "l1loss": "mae",
    "smoothl1": "huber", "kaimingnormal": "he_normal", "kaiminguniform": "he_uniform",
    "glorotnormal": "xavier_normal", "glorotuniform": "xavier_uniform", "gaussian": "normal",
    "gradientdescent": "sgd", "gd": "sgd", "heavyball": "momentum", "nag": "nesterov",
    "sgdmomentum": "momentum", "schedulefree": "schedule_free_adamw",
    "cosineannealinglr": "cosine", "cosineannealing": "cosine", "cosinedecay": "cosine",
    "cosineannealingwarmrestarts": "cosine_restarts", "sgdr": "cosine_restarts",
    "cosinedecayrestarts": "cosine_restarts", "exponentiallr": "exponential",
    "exponentialdecay": "exponential", "steplr": "step", "multisteplr": "multi_step",
    "piecewiseconstant": "multi_step", "linearlr": "linear", "lineardecay": "linear",
    "polynomiallr": "polynomial", "polynomialdecay": "polynomial", "onecyclelr": "one_cycle",
    "noam": "inverse_sqrt", "wsd": "warmup_stable_decay",
}  # fmt: skip


def folded(name: str) -> str:
    """A name without case, hyphens, underscores and spaces, which people spell differently."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def setting(name: str, known: Iterable[str]) -> str:
    """How gdsim says a foreign setting of a method with the settings `known`; "" if unknown."""
    names = set(known)
    for ours in _SETTINGS.get(name, ()):
        if set(ours) <= names:
            return f"it is {_listed(ours)} here"
    needed, answer = _OTHERWISE.get(name, ("", ""))
    return answer if needed in names else ""


def argument(name: str, known: Iterable[str]) -> str:
    """How gdsim says a foreign argument of an Experiment or Network; "" if it is unknown."""
    ours = _ARGUMENTS.get(name, name)
    if " " in ours:
        return ours
    if ours in set(known):
        return f"it is {ours} here"
    owner = next((owner for owner, names in _OWNERS.items() if ours in names), "")
    return f"it is {ours} of {owner} here" if owner else ""


def method(name: str, known: Iterable[str]) -> str:
    """The answer to a method that is called otherwise here; "" if none of `known` is meant."""
    meant = named(name, known)
    return f"it is {meant} here" if meant else ""


def is_known(name: str) -> bool:
    """Whether this is what others call a method."""
    return folded(name) in _METHODS


def named(name: str, known: Iterable[str]) -> str:
    """What a method is called here that is called otherwise elsewhere; "" if none of `known`."""
    meant = folded(_METHODS.get(folded(name), ""))
    return next((each for each in known if meant and folded(each) == meant), "")


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
