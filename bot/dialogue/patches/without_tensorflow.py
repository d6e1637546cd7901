"""Starts Rasa without TensorFlow where the model uses none of it: seconds and hundreds of MB less.

Rasa imports TensorFlow beside every component, whichever are used. In its place stands a module whose
names can be imported, inherited from and put on functions as decorators, but not used: a model with a
TensorFlow component fails at loading with an error that names the remedy.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from bot.errors import UserError

_PACKAGES = {"tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras"}
_SWITCH = "BOT_TENSORFLOW"
_INSTALL = "uv sync --frozen --extra stock"
_REMEDY = f"install it (`{_INSTALL}`) and set {_SWITCH}=1"


class TensorFlowLeftOut(RuntimeError):
    """Something needs TensorFlow after all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was used, but TensorFlow was left out: {_REMEDY}")


class _Name(type):
    """A name of TensorFlow: its own names are such names too; calling it is using it."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _name(f"{cls.__qualname__}.{name}")

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if cls.__module__ != __name__:  # a class of Rasa that inherits from one
            raise TensorFlowLeftOut(cls.__qualname__)
        if len(arguments) == 1 and callable(arguments[0]):
            return arguments[0]  # @tf.function
        if cls.__qualname__ in _DECORATOR_MAKERS:
            return lambda function: function
        raise TensorFlowLeftOut(cls.__qualname__)


_DECORATOR_MAKERS = {"tensorflow.function", "tensorflow.keras.utils.register_keras_serializable"}


def _name(path: str) -> Any:
    return _Name(path.rpartition(".")[2], (), {"__qualname__": path, "__module__": __name__})


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _name(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in _PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def installed() -> bool:
    """Whether TensorFlow itself is there: the extra `stock`, on x86-64 Linux."""
    return importlib.machinery.PathFinder.find_spec("tensorflow") is not None


def install() -> None:
    """Leave TensorFlow out of this process, unless BOT_TENSORFLOW=1; before anything of Rasa is imported.

    Raises UserError where it is asked for and not installed.
    """
    if os.environ.get(_SWITCH) == "1":
        _insist_on_tensorflow()
    elif "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _Finder())


def _insist_on_tensorflow() -> None:
    if not installed():
        raise UserError(
            f"{_SWITCH}=1 要用 TensorFlow，这里没有装："
            f"在 x86-64 的 Linux 上运行 `{_INSTALL}`，或者去掉 {_SWITCH}"
        )
