"""Catalogues of users' own: folders or packages with further functions, optimizers, schedules, ….

    gd.use_catalogue("my_methods")              # a folder, a file, or an installed package
    gd.Experiment("rosenbrock", [gd.MyAdam(), gd.Adam()]).run()

A catalogue is a folder of files like gdsim's own, each with one `DEFINITION` of `gdsim.catalogue`
(in it, or in a folder of it called "optimizers", "functions" and so on), or one such file, or an
installed package that announces its module of such files in the entry point group
"gdsim.catalogues". It is code, so it is loaded only where a person says so: here, by `--catalogue`
on the command line, or by GDSIM_CATALOGUES in the environment, which holds several with the path
separator between. Whatever is loaded is put there, so that other processes that this one starts
have it as well.
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

    `name` is that of its folder, file or package, and `source` its path, or the name again.
    `methods` are the names of what it has, by kind: {"optimizer": ("my_adam",)}.
    """

    name: str
    source: str
    methods: Mapping[str, tuple[str, ...]]
    _added: Additions = field(repr=False, compare=False)


_in_use: dict[str, Catalogue] = {}
_lock = threading.RLock()


def use_catalogue(source: str | os.PathLike[str]) -> Catalogue:
    """Have a catalogue's methods beside gdsim's own, from now on and in processes started later.

    source: a folder, a .py file, or the name under which an installed package announces itself; a
    name that is announced comes first, so write "./name" for a folder of that name. The files of a
    folder that is in use already are read again. Errors: SettingError, a sentence that names the
    file; everything is as it was before then.
    """
    file_name(source)
    with _lock:
        _ = in_use()  # those of the environment come first
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
    """Do without these catalogues from now on, or without any if none is given."""
    with _lock:
        gone = [each.source for each in catalogues or in_use()]
        _publish({source: each for source, each in _in_use.items() if source not in gone})


def fingerprint(methods: Iterable[tuple[str, str]]) -> dict[str, str]:
    """SHA-256 of the sources of each user's definition among methods, given by kind and name.

    methods: such as ("optimizer", "my_adam"), or an experiment's `methods`. Keys are such as
    "optimizer my_adam". Empty if all are gdsim's own, of which its version says as much. The
    sources of a definition are its file and the user's own files that it imports, not other
    packages that are installed.
    """
    return {f"{kind} {name}": own.digest for kind, name, own in _own(methods)}


def origins(methods: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names of the catalogues that `fingerprint` is of."""
    return tuple(dict.fromkeys(own.catalogue for _, _, own in _own(methods)))


def _use(place: Place) -> Catalogue:
    before, others = dict(_in_use), {k: v for k, v in _in_use.items() if k != place.key}
    modules = place.forget()
    try:
        _publish(others)  # no name is taken by what the catalogue was before
        found = _read(place)
    except BaseException:
        place.forget()
        sys.modules.update(modules)
        _publish(before)
        raise
    _publish({**others, place.key: found})
    return found


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
        set_additions(_joined([already, added]))  # for the names of the next one
    methods = {kind: tuple(added[kind]) for kind in KINDS if kind in added}
    return Catalogue(place.name, place.key, methods, added)


def _publish(catalogues: Mapping[str, Catalogue]) -> None:
    """Have these catalogues and no others, here and in processes that are started later."""
    kept = dict(catalogues)
    _in_use.clear()
    _in_use.update(kept)
    set_additions(_joined([each._added for each in kept.values()]))
    if kept:
        os.environ[VARIABLE] = os.pathsep.join(kept)
    else:
        os.environ.pop(VARIABLE, None)


def _joined(parts: Iterable[Additions]) -> dict[str, dict[str, Addition]]:
    found: dict[str, dict[str, Addition]] = {}
    for part in parts:
        for kind, named in part.items():
            found.setdefault(kind, {}).update(named)
    return found


def _own(methods: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Addition]]:
    """Kind, name and definition of those methods that are users' own, by kind and name."""
    prepare_discovery()
    wanted = set(methods)
    for kind in KINDS:
        for name, own in sorted(additions().get(kind, {}).items()):
            if (kind, name) in wanted:
                yield kind, name, own
