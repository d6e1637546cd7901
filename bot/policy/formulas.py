"""Formulas of benefits: + - * / min max over attributes and numbers, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from operator import add, mul, sub, truediv
from typing import Any

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}
_FUNCTIONS: dict[str, Callable[..., Decimal]] = {"min": min, "max": max}


class UnreadableFormula(ValueError):
    """A formula that holds more than numbers, attributes and the permitted signs; the text says what."""


def names_in(formula: str) -> list[str]:
    """The attributes of a formula in order of writing; raises UnreadableFormula."""
    return list(_names_once(formula)) if formula else []


def numbers_in_formula(formula: str) -> list[Decimal]:
    """The numbers that stand in a formula."""
    if not formula:
        return []
    return [_constant(node) for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Constant)]


def value_of(formula: str, facts: Mapping[str, Decimal]) -> Decimal | None:
    """What a formula comes to; None where a fact is missing or something is divided by zero."""
    if formula and any(name not in facts for name in _names_once(formula)):
        return None
    try:
        return _value(_parsed(formula), facts)
    except ArithmeticError:
        return None


@lru_cache(maxsize=1024)
def _names_once(formula: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_names(_parsed(formula))))


@lru_cache(maxsize=1024)
def _parsed(formula: str) -> ast.expr:
    try:
        tree = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise UnreadableFormula(f"公式“{formula}”写法有误；只写数、属性名和 + - * / min max") from None
    _refuse_others(tree)
    return tree


def _refuse_others(node: ast.expr) -> None:
    children: list[ast.expr]
    match node:
        case ast.BinOp(left=left, right=right, op=op) if type(op) in _OPERATORS:
            children = [left, right]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS and args:
            children = args
        case ast.Name():
            children = []
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            children = []
        case _:
            raise UnreadableFormula(f"公式里的“{ast.unparse(node)}”不能用；只写数、属性名和 + - * / min max")
    for child in children:
        _refuse_others(child)


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.BinOp(left=left, right=right):
            return _names(left) + _names(right)
        case ast.Call(args=args):
            return [name for arg in args for name in _names(arg)]
        case ast.Name(id=name):
            return [name]
    return []


def _value(node: ast.expr, facts: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.BinOp(left=left, right=right, op=op):
            outcome: Decimal = _OPERATORS[type(op)](_value(left, facts), _value(right, facts))
            return outcome
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name](*(_value(arg, facts) for arg in args))
        case ast.Name(id=name):
            return facts[name]
    return _constant(node)


def _constant(node: ast.expr) -> Decimal:
    assert isinstance(node, ast.Constant)
    return Decimal(str(node.value))
