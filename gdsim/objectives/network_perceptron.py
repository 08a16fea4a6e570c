"""A network as kernels compute with it: its layers, its targets and its batches."""

from __future__ import annotations

from functools import cached_property

from gdsim.base.axes import Axis
from gdsim.engine.perceptron import Perceptron, Tensor
from gdsim.objectives import mup, network_init, weights
from gdsim.objectives import network_fields as fields
from gdsim.objectives.network_fields import Activation
from gdsim.objectives.network_parameters import NetworkParameters
from gdsim.objectives.targets import Goal, goal


class NetworkPerceptron(NetworkParameters):
    """The layers of a `Network` with their numbers and formulas, and what follows from these."""

    def perceptron(self) -> Perceptron:
        """The layers, numbers and formulas that kernels compute with."""
        return self._perceptron

    @cached_property
    def _perceptron(self) -> Perceptron:
        data, goal = self.data, self.goal
        return Perceptron(
            sizes=self.layers,
            activations=tuple(fields.expression(each) for each in self.hidden),
            output=self.output,
            loss=self.loss.name,
            loss_settings=fields.settings(self.loss),
            multipliers=self._multipliers,
            bias=self.bias,
            inputs=data.inputs,
            targets=goal.encode(data, data.targets),
            test_inputs=data.test_inputs,
            test_targets=goal.encode(data, data.test_targets),
            batch=self._largest_batch,
            replacement=self.replacement,
            midpoint=goal.midpoint,
        )

    @property
    def hidden(self) -> tuple[Activation, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, tuple):
            return self.activation
        return (self.activation,) * (len(self.layers) - 2)

    @property
    def _multipliers(self) -> tuple[float, ...]:
        if self.parametrization == "mup":
            return mup.multipliers(self.layers, self.base_width)
        return network_init.multipliers(self.inits, self.layers)

    @cached_property
    def goal(self) -> Goal:
        """How the data's targets are written for the loss."""
        return goal(self.data, self.loss, self.output, self.layers[-1])

    @property
    def has_classes(self) -> bool:
        """Whether there are classes, and so an accuracy."""
        return self.goal.midpoint is not None

    @property
    def size(self) -> int:
        """The number of weights and biases."""
        return weights.size(self.layers, self.bias)

    @property
    def variables(self) -> tuple[str, ...]:
        """A name for each weight ("w1_0_2": layer 1, unit 0, input 2) and bias ("b1_0")."""
        return self.perceptron().variables

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Its weight matrices and bias vectors."""
        return self.perceptron().tensors

    @property
    def inputs(self) -> int:
        """The raw numbers that it is given of a sample."""
        return len(self.data.raw_names)

    @property
    def has_data(self) -> bool:
        """Whether its loss is over samples of data: always."""
        return True

    @property
    def steps_per_epoch(self) -> int | None:
        """The steps in which every training sample is used once; None for several batch sizes."""
        if isinstance(self.batch_size, Axis):
            return None
        return 1 if self.batch_size is None else -(-len(self.data.inputs) // self.batch_size)

    @property
    def samples_per_step(self) -> int | None:
        """The samples of a mini-batch, of several sizes the largest; None: all."""
        return self._largest_batch

    @property
    def _largest_batch(self) -> int | None:
        size = self.batch_size
        return int(size.bounds[1]) if isinstance(size, Axis) else size

    def looks(self, steps: int) -> tuple[int, ...]:
        """The steps at which runs on mini-batches are judged by the loss of all samples."""
        return self.perceptron().looks(steps)

    @property
    def cost(self) -> float:
        """The approximate cost of a step, relative to that of a function of two variables."""
        from gdsim.engine.networks.parts import cost

        return cost(self.perceptron())
