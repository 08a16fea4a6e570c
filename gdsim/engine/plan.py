"""The plan of a network: what compiled code, which serves every network, looks up about this one.

A plan is an array of int64: the `COUNT` numbers named here, then `LAYER` numbers for each
weight layer. Those that end in `_AT` are addresses, the others counts.
"""

from __future__ import annotations

COUNT = 100
(
    # The board of the thread that computes (`gdsim.engine.board`), 0 if it is alone; and whether an
    # update takes each number by itself.
    TEAM_AT, PIECEWISE,
    # The network: weight layers, parameters, outputs, units of all hidden layers.
    LAYERS, PARAMETERS, OUTPUTS, HIDDEN_UNITS, BIASED,
    # Compiled parts.
    PRODUCT_OF_SHARED_AT, PRODUCT_OF_LANES_AT, COST_AT, BEND_AT, PUT_OUT_AT,
    BEGIN_AT, UPDATE_AT, NOISE_AT, SHUFFLE_AT, DESCEND_AT, LOOK_AT, SHOW_AT,
    OBSERVE_AT, CURVE_AT, SHARPEN_AT,
    # The inputs for which layers have code of their own: `NONE`, `SHARED_INPUTS` or `OWN_INPUTS`.
    TAILORED,
    # Compiled code for where the gradient is taken, 0 if that is at the parameters; and for how
    # modifiers change it, and for a stop condition; 0 if there is none.
    POINT_AT, TEMPER_AT, HALT_AT,
    # Compiled code for the optimizer's preconditioner, 0 if that is the identity.
    SCALE_AT,
    # The data; numbers in the run's precision (1, the midpoint, the layers' multipliers); and the
    # number, besides the samples, by which a sum of losses is divided.
    INPUTS_AT, TARGETS_AT, SAMPLES, TEST_INPUTS_AT, TEST_TARGETS_AT, TEST_SAMPLES,
    NUMBERS_AT, SHARED_BY,
    # The same data in the order of their classes, and where each class begins.
    CLASSES, CLASS_INPUTS_AT, CLASS_TARGETS_AT, CLASS_ENDS_AT,
    TEST_CLASS_INPUTS_AT, TEST_CLASS_TARGETS_AT, TEST_CLASS_ENDS_AT,
    # Mini-batches: see networks/batches.py. The table begins with the samples of `TABLE_FIRST`.
    BATCH, BATCHES_ARE, REPLACEMENT, TABLE_INPUTS_AT, TABLE_TARGETS_AT, TABLE_FIRST,
    # The samples that go through the layers together, and the byte at which each part of the
    # scratch memory begins: sums (the first is always 0), what an optimizer prepared, the gradient,
    # the slopes of the losses, and so on.
    CHUNK, SUMS, COEFFICIENTS, GRADIENT, SLOPES, WORK, REACHED, GATHERED, ORDER,
    SPARE, BENDS, SECOND_WORK, OTHER_SUMS, DIRECTIONS, DIAGONAL, POINT, SCALES, PANEL,
    # The steps of Lanczos' algorithm.
    LANCZOS,
    # The optimizer: the slots of its state, and its shared values.
    SLOTS, SHARED,
    # The recorded slots: how many, and the number of each in the state, or -1.
    SEEN_SLOTS, SEEN_SLOTS_AT,
    # What is switched on.
    NOISY, L1, L2, RATED, DRIFTS, TOLERANT, ACCURATE,
    # The row of a recorded step at which each quantity begins, or -1.
    TRACED, TRACE_LOSS, TRACE_GRAD_NORM, TRACE_LR, TRACE_PARAMS, TRACE_GRADIENT_POINT,
    TRACE_TRAIN_LOSS, TRACE_TRAIN_ACCURACY, TRACE_TEST_LOSS, TRACE_TEST_ACCURACY,
    TRACE_LAYER_GRAD_NORM, TRACE_WEIGHT_NORM, TRACE_ACTIVATION_MEAN,
    TRACE_ACTIVATION_SPREAD, TRACE_DEAD, TRACE_SHARPNESS, TRACE_PRECONDITIONED,
    TRACE_TRAIN_CLASS_LOSS, TRACE_TRAIN_CLASS_ACCURACY, TRACE_TEST_CLASS_LOSS,
    TRACE_TEST_CLASS_ACCURACY, TRACE_STATE,
) = range(COUNT)  # fmt: skip
LAYER = 14
(
    # Inputs, units, compiled activation (0 after the last layer), and where its parameters are.
    L_INPUTS, L_UNITS, L_ACTIVATE_AT, L_ACTIVATE_TWICE_AT, L_WEIGHTS, L_BIASES,
    L_MULTIPLIER_AT,
    # The layer's own compiled code, forward and backward; see networks/layers.py.
    L_FORWARD_AT, L_BACKWARD_AT,
    # The byte where the memory for its activations (or sums, of the last), their derivatives,
    # second derivatives, and tangents begins.
    L_VALUES, L_DERIVATIVES, L_SECONDS, L_TANGENTS, L_TANGENT_SUMS,
) = range(LAYER)  # fmt: skip

# Where the plan has the row of each recorded quantity.
TRACES = {
    "loss": TRACE_LOSS,
    "grad_norm": TRACE_GRAD_NORM,
    "lr": TRACE_LR,
    "params": TRACE_PARAMS,
    "gradient_point": TRACE_GRADIENT_POINT,
    "train_loss": TRACE_TRAIN_LOSS,
    "train_accuracy": TRACE_TRAIN_ACCURACY,
    "test_loss": TRACE_TEST_LOSS,
    "test_accuracy": TRACE_TEST_ACCURACY,
    "layer_grad_norm": TRACE_LAYER_GRAD_NORM,
    "weight_norm": TRACE_WEIGHT_NORM,
    "activation_mean": TRACE_ACTIVATION_MEAN,
    "activation_spread": TRACE_ACTIVATION_SPREAD,
    "dead": TRACE_DEAD,
    "sharpness": TRACE_SHARPNESS,
    "preconditioned_sharpness": TRACE_PRECONDITIONED,
    "train_class_loss": TRACE_TRAIN_CLASS_LOSS,
    "train_class_accuracy": TRACE_TRAIN_CLASS_ACCURACY,
    "test_class_loss": TRACE_TEST_CLASS_LOSS,
    "test_class_accuracy": TRACE_TEST_CLASS_ACCURACY,
    "state": TRACE_STATE,
}

# The samples of a step: all; from a table, in one order for all runs; in an order of each run.
ALL, TABLE, OWN = 0, 1, 2
# None, inputs that all runs share, or each run's own.
NONE, SHARED_INPUTS, OWN_INPUTS = 0, 1, 2
# The rows of settings that every run of a network has, in this order; after them those that each
# layer has: the factors on the learning rate of its weights and of its biases, and the drift of its
# weights.
SETTINGS = ("noise", "objective.l1", "objective.l2")
NOISE_ROW, L1_ROW, L2_ROW = range(len(SETTINGS))
OF_LAYERS = ("lr", "bias_lr", "drift")
# The rows of whole numbers.
INTEGERS = ("run", "run_high", "seed", "objective.init_seed")
RUN_ROW, RUN_HIGH_ROW, SEED_ROW, INIT_SEED_ROW = range(len(INTEGERS))
