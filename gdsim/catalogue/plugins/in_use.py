"""Users' own catalogues: folders or packages with further functions, optimizers, schedules, ….

    gd.use_catalogue("my_methods")              # a folder, a file, or an installed package
    gd.Experiment("rosenbrock", [gd.MyAdam(), gd.Adam()]).run()

A catalogue is a folder of files like gdsim's own, each with one `DEFINITION` of `gdsim.catalogue`
(directly in it, or in a subfolder called "optimizers", "functions" and so on), or one file of this
kind, or an installed package that announces a module of these files in the entry point group
"gdsim.catalogues". A catalogue is code, so it is loaded only on request: here, by `--catalogue` on
the command line, or by GDSIM_CATALOGUES in the environment, which lists catalogues separated by the
path separator. Every loaded catalogue is added to that variable, so that processes that this one
starts load it as well.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gdsim.base.errors import SettingError
from gdsim.base.files import file_name
from gdsim.catalogue.additions import (
    Addition,
    Additions,
    additions,
    prepare_discovery,
    set_additions,
)
from gdsim.catalogue.discovery import KINDS, kind_of
from gdsim.catalogue.plugins.checks import check, check_names
from gdsim.catalogue.plugins.modules import Place
from gdsim.catalogue.plugins.places import VARIABLE, place_of


@dataclass(frozen=True)
class Catalogue:
    """A catalogue in use.

    `name` is the name of its folder, file or package; `source` is its path, or the package's name.
    `methods` are the names of its methods by kind: {"optimizer": ("my_adam",)}.
    """

    name: str
    source: str
    methods: Mapping[str, tuple[str, ...]]
    _added: Additions = field(repr=False, compare=False)


_in_use: dict[str, Catalogue] = {}
_lock = threading.RLock()


def use_catalogue(source: str | os.PathLike[str]) -> Catalogue:
    """Add a catalogue's methods to gdsim's own, here and in processes started later.

    source: a folder, a .py file, or the name under which an installed package announces itself; an
    announced name takes precedence, so write "./name" for a folder of that name. The files of a
    folder that is already in use are read again. Errors: SettingError, one sentence that names the
    file; nothing changes in that case.
    """
    file_name(source)
    with _lock:
        _ = in_use()  # the environment's catalogues come first
        return _use(place_of(os.fspath(source)))


def use_those_of_environment() -> None:
    """Use the catalogues that GDSIM_CATALOGUES names. Errors: SettingError."""
    with _lock:
        for source in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
            try:
                _use(place_of(source))
            except SettingError as error:
                raise SettingError(f"{VARIABLE}: {error}") from error


def in_use() -> tuple[Catalogue, ...]:
    """The catalogues in use, in the order in which they were loaded."""
    prepare_discovery()
    return tuple(_in_use.values())


def set_aside(*catalogues: Catalogue) -> None:
    """Unload these catalogues, or all of them if none is given."""
    with _lock:
        unloaded = {catalogue.source for catalogue in catalogues or in_use()}
        _publish({source: c for source, c in _in_use.items() if source not in unloaded})


def fingerprint(methods: Iterable[tuple[str, str]]) -> dict[str, str]:
    """SHA-256 of the sources of each user-defined method among `methods`.

    methods: pairs of kind and name, such as ("optimizer", "my_adam"); an experiment has its own in
    `methods`. Keys are such as "optimizer my_adam". Empty if all methods are gdsim's own, which its
    version identifies. The sources of a method are its file and the user's own files that it
    imports, not other installed packages.
    """
    return {f"{kind} {name}": own.digest for kind, name, own in _own(methods)}


def origins(methods: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names of the catalogues that the user-defined methods among `methods` come from."""
    return tuple(dict.fromkeys(own.catalogue for _, _, own in _own(methods)))


def _use(place: Place) -> Catalogue:
    before, others = dict(_in_use), {k: v for k, v in _in_use.items() if k != place.key}
    modules = place.forget()
    try:
        _publish(others)  # the catalogue's earlier version must not occupy its own names
        catalogue = _read(place)
    except BaseException:
        place.forget()
        sys.modules.update(modules)
        _publish(before)
        raise
    _publish({**others, place.key: catalogue})
    return catalogue


def _read(place: Place) -> Catalogue:
    """Import a catalogue and check it."""
    already, added = additions(), dict[str, dict[str, Addition]]()
    for module, (source, definition) in place.definitions().items():
        check(source.name, definition, source.file)
        check_names(source.name, definition, source.file)
        texts = place.made_of(module)
        beside = tuple(sorted(name for name in texts if name != module))
        own = Addition(
            definition, module, beside, place.digest(texts), str(source.file), place.name
        )
        added.setdefault(kind_of(definition), {})[source.name] = own
        set_additions(_joined([already, added]))  # the next definition must not repeat a name
    methods = {kind: tuple(added[kind]) for kind in KINDS if kind in added}
    return Catalogue(place.name, place.key, methods, added)


def _publish(catalogues: Mapping[str, Catalogue]) -> None:
    """Replace the catalogues in use by these, here and for processes started later."""
    kept = dict(catalogues)
    _in_use.clear()
    _in_use.update(kept)
    set_additions(_joined([catalogue._added for catalogue in kept.values()]))
    if kept:
        os.environ[VARIABLE] = os.pathsep.join(kept)
    else:
        os.environ.pop(VARIABLE, None)


def _joined(parts: Iterable[Additions]) -> dict[str, dict[str, Addition]]:
    joined: dict[str, dict[str, Addition]] = {}
    for part in parts:
        for kind, named in part.items():
            joined.setdefault(kind, {}).update(named)
    return joined


def _own(methods: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Addition]]:
    """Kind, name and definition of each user-defined method among `methods`, sorted."""
    prepare_discovery()
    wanted = set(methods)
    for kind in KINDS:
        for name, own in sorted(additions().get(kind, {}).items()):
            if (kind, name) in wanted:
                yield kind, name, own
