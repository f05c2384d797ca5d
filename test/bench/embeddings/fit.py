"""Fits word vectors to code: a projection of the sentence model's vectors, a weight and a small deviation for each stem, so that what
a comment says lies near the code it stands at and far from other code of the same package (contrastive, Adam; needs numpy and scipy).

Words that no comment has keep the model's meaning, because the projection is shared by all.
"""
import numpy as np
import scipy.sparse as sp

BATCH, BLOCK, EPOCHS, TEMPERATURE = 512, 32, 3, 0.03
RATES = {"projection": 1e-3, "deviation": 1e-3, "weight": 1e-2}
# Each step the deviations give back this share: what many pairs do not ask for is forgotten.
FORGOTTEN = 0.02


def read_pairs(path, places):
    sides = ([], [])
    for line in open(path):
        known = [sorted({places[word] for word in side.split() if word in places}) for side in line.rstrip("\n").split("\t")]
        if len(known[0]) >= 4 and len(known[1]) >= 5:
            for side, ids in zip(sides, known):
                side.append(ids)
    return [to_rows(side, len(places)) for side in sides]


def to_rows(bags, size):
    ends = np.cumsum([0, *map(len, bags)])
    return sp.csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(bags).astype(np.int32), ends), shape=(len(bags), size))


def unit(rows):
    length = np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
    return rows / length, length


def slope(said, code, table):
    """Gradient of the loss by the table's rows: each comment against the code of the whole batch, and the other way round."""
    (a, a_length), (b, b_length) = unit(said @ table), unit(code @ table)
    scores = a @ b.T / TEMPERATURE
    by_row = np.exp(scores - scores.max(1, keepdims=True))
    by_column = np.exp(scores - scores.max(0, keepdims=True))
    pull = (by_row / by_row.sum(1, keepdims=True) + by_column / by_column.sum(0, keepdims=True)) / 2
    pull[np.arange(len(pull)), np.arange(len(pull))] -= 1
    pull /= len(pull) * TEMPERATURE
    to_a, to_b = pull @ b, pull.T @ a
    to_a = (to_a - a * (to_a * a).sum(1, keepdims=True)) / a_length
    to_b = (to_b - b * (to_b * b).sum(1, keepdims=True)) / b_length
    return said.T @ to_a + code.T @ to_b


class Adam:
    def __init__(self, values, rate):
        self.values, self.rate = values, rate
        self.mean, self.spread = np.zeros_like(values), np.zeros_like(values)

    def step(self, rows, gradient, share):
        self.mean[rows] = 0.9 * self.mean[rows] + 0.1 * gradient
        self.spread[rows] = 0.99 * self.spread[rows] + 0.01 * gradient**2
        self.values[rows] -= self.rate * share * self.mean[rows] / (np.sqrt(self.spread[rows]) + 1e-7)


def fit(vectors, axes, rarity, pairs):
    """The table whose row is a stem's direction, and whose length says how much the stem counts."""
    said, code = pairs
    size, count = len(vectors), said.shape[0]
    projection = Adam(axes.copy(), RATES["projection"])
    deviation = Adam(np.zeros((size, axes.shape[1]), np.float32), RATES["deviation"])
    weight = Adam(np.log(rarity + 1e-3).astype(np.float32), RATES["weight"])
    random = np.random.default_rng(0)
    # Pairs of one package stand together, and so do they in a batch: the others of the package are the ones to be told apart from.
    blocks = np.array_split(np.arange(count), max(1, count // BLOCK))
    steps, step = max(1, EPOCHS * (count // BATCH)), 0
    for _ in range(EPOCHS):
        order = random.permutation(len(blocks))
        for start in range(0, len(order) - BATCH // BLOCK + 1, BATCH // BLOCK):
            step += 1
            chosen = np.concatenate([blocks[i] for i in order[start : start + BATCH // BLOCK]])
            a, b = said[chosen], code[chosen]
            used = np.unique(np.concatenate([a.indices, b.indices]))
            scale = np.exp(weight.values[used])[:, None]
            table = (vectors[used] @ projection.values + deviation.values[used]) * scale
            gradient = slope(a[:, used], b[:, used], table)
            share = min(1, step / 30) * (1 - 0.9 * min(1, step / steps))
            projection.step(slice(None), vectors[used].T @ (gradient * scale), share)
            deviation.step(used, gradient * scale, share)
            weight.step(used, (gradient * table).sum(1), share)
            deviation.values[used] *= 1 - FORGOTTEN * share
    return (vectors @ projection.values + deviation.values) * np.exp(weight.values)[:, None]
