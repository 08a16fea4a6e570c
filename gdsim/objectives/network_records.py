"""What can be recorded of the runs of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdsim.base.words import counted
from gdsim.objectives.network_perceptron import NetworkPerceptron
from gdsim.objectives.records import CLASS_FINALS, DIMENSIONS, FINALS, NETWORK_RECORDS, Record


class NetworkRecords(NetworkPerceptron):
    """The losses, accuracies and quantities of layers that can be recorded of a `Network`."""

    @property
    def records(self) -> Mapping[str, Record]:
        """The quantities that can be recorded of networks, by name."""
        return NETWORK_RECORDS

    @property
    def finals(self) -> tuple[str, ...]:
        """The names of the losses and accuracies at the end of a run."""
        return tuple(name for name in FINALS if not self.why_not_recorded(name))

    @property
    def final_loss(self) -> str:
        """The loss over all training samples."""
        return "train_loss"

    @property
    def whole_loss(self) -> str:
        """The record of the loss over all training samples."""
        return "loss" if self.batch_size is None else "train_loss"

    @property
    def reserved(self) -> frozenset[str]:
        """The names that results of networks use."""
        return frozenset({"epoch", *DIMENSIONS, *FINALS, *CLASS_FINALS})

    def why_not_recorded(self, name: str) -> str:
        """Why a quantity cannot be recorded; "" if it can."""
        if "variable" in NETWORK_RECORDS[name].dims and self.width is not None:
            return f"networks of {counted(len(self.width), 'width')} have different parameters"
        if name.startswith("test_") and not len(self.data.test_inputs):
            return "the data has no test samples (give it a share with test=0.3)"
        if (name.endswith("_accuracy") or name in CLASS_FINALS) and not self.has_classes:
            return "the data's targets are values, not classes"
        if "hidden_layer" in NETWORK_RECORDS[name].dims and len(self.layers) == 2:
            return "the network has no hidden layer"
        return ""

    def places(self, dim: str) -> Sequence[Any]:
        """The coordinates of a record's own dimension."""
        if dim == "class":
            return self.data.classes or tuple(map(str, range(self.perceptron().classes)))
        layers = range(1, len(self.layers))
        own = {"layer": layers, "hidden_layer": layers[:-1]}
        return own[dim] if dim in own else super().places(dim)
