"""Scenes that a script makes."""

import numpy as np

from gdsim.app.worker.scene import Scene, last_points, quantile_bands


def scene_of(experiment, loss, verdict=None):
    """A scene of losses (optimizers, runs, slots), with paths that go along the diagonal."""
    loss = np.asarray(loss, float)
    o, d, s = loss.shape
    n = len(experiment.objective.variables)
    path = np.repeat(np.linspace(-1, 1, s)[None, None, :, None], n, axis=3)
    path = np.where(np.isnan(loss)[..., None], np.nan, np.broadcast_to(path, (o, d, s, n)))
    verdict = np.zeros((o, d), int) if verdict is None else np.asarray(verdict)
    now = np.array([[run[np.isfinite(run)][-1] for run in runs] for runs in loss])
    return Scene(
        experiment, tuple(range(o)), step=s - 1, slots=np.arange(s), path=path, path_loss=loss,
        path_grad=loss, bands=quantile_bands(loss, verdict, now), loss=now, best_loss=now,
        grad_norm=now * 2, verdict=verdict, steps_taken=np.isfinite(loss).sum(axis=2) - 1,
        heads=last_points(path),
    )  # fmt: skip
