"""What a sentence means, as a vector.

Words that no utterance has (抵押 beside 担保, 小卖部 beside 便利店) are near to those that utterances have.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import joblib
import numpy as np

from bot.nlu.encoder import VERSION, Encoder
from bot.nlu.progress import report
from bot.settings import settings

# Past the first few hundred characters an encoder of this size adds time, not meaning.
_LONGEST = 256
# So many that there are several of each length among them.
_CHUNK = 1024


# The vectors of texts, (texts × SIZE).
Encode = Callable[[Sequence[str]], np.ndarray]


@lru_cache(maxsize=8192)
def sentence_vector(text: str) -> np.ndarray:
    """(SIZE,), of length one, read-only, for a normalised text; what is asked often is encoded once."""
    vector = _encoder().encode(text[:_LONGEST])
    vector.setflags(write=False)
    return vector


def sentence_vectors(
    texts: Sequence[str], memory: str = "sentence-vectors", cores: int | None = None
) -> np.ndarray:
    """(texts × SIZE), over some cores (None: all); what was encoded once is remembered in BOT_VAR_DIR.

    `memory` names the file: who learns beside others has one of its own.
    """
    known = _Memory(settings().var_dir / f"{memory}-{VERSION}.npz")
    # The longest first, so that all cores are done at about the same time.
    missing = sorted({text for text in texts if text not in known}, key=lambda text: (-len(text), text))
    chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
    for chunk, vectors in zip(chunks, _encoded(chunks, cores or joblib.cpu_count()), strict=False):
        known.add(chunk, vectors)
    if missing:
        known.keep()
    return known.vectors(texts)


def _encoded(chunks: list[list[str]], cores: int) -> Iterator[np.ndarray]:
    if not chunks:
        return
    parallel = joblib.Parallel(n_jobs=cores, return_as="generator")
    for done, vectors in enumerate(parallel(joblib.delayed(_encode)(chunk) for chunk in chunks)):
        report(done, len(chunks), "读懂例句")
        yield vectors


def _encode(texts: list[str]) -> np.ndarray:
    return _encoder().encode_all([text[:_LONGEST] for text in texts])


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    return Encoder.open(settings().encoder_cache)


class _Memory:
    """Vectors by the text's digest, in one file; a file that can't be read is made anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._vectors: dict[bytes, np.ndarray] = {}
        if path.is_file():
            with np.load(path, allow_pickle=False) as stored:
                keys, vectors = stored["keys"].tobytes(), stored["vectors"].astype(np.float32)
            self._vectors = {keys[16 * i : 16 * i + 16]: vector for i, vector in enumerate(vectors)}

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._vectors

    def add(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        # Kept at half precision, so that a training with and one without the memory are the same.
        rounded = vectors.astype(np.float16).astype(np.float32)
        self._vectors.update(zip(map(_key, texts), rounded, strict=True))

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vectors[_key(text)] for text in texts])

    def keep(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.npz")
        keys = np.frombuffer(b"".join(self._vectors), dtype=np.uint8)
        vectors = np.stack(list(self._vectors.values())).astype(np.float16)
        np.savez(draft, keys=keys, vectors=vectors)
        draft.replace(self._path)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text[:_LONGEST].encode(), digest_size=16).digest()
