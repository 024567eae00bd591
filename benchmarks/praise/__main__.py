"""`python -m benchmarks.praise`: train the praise model, write it, and say how good it is (docs/praise-classifier.md).

With `--compare` the other ways are tried on the same texts; they need what benchmarks/praise/requirements.txt names.
"""

import argparse
import json
from pathlib import Path

from benchmarks.praise.measures import best_threshold, table
from benchmarks.praise.texts import FOLDER, load
from benchmarks.praise.training import Choice, exported, fit, readings, scores, scores_out_of_fold
from bot.domain.praise import classifier

MODEL = Path(classifier.__file__).with_name("model.json")
EXPECTED = FOLDER / "expected_scores.json"
PRECISION = 0.97


def train() -> None:
    """Learn from `train` and `develop`; the threshold is chosen on `develop`, by models that had not seen the text."""
    choice = Choice()
    learned, developed = load("train"), load("develop")
    unseen = [float(score) for score in scores_out_of_fold(learned + developed, choice)][len(learned) :]
    threshold = best_threshold(developed, unseen, PRECISION)
    fitted = fit(learned + developed, choice)
    MODEL.write_text(
        json.dumps(exported(fitted, threshold, choice), ensure_ascii=False, separators=(",", ":"), indent=None) + "\n",
        encoding="utf-8",
    )
    expected = [round(float(score), 5) for score in scores(fitted, readings(developed))]
    EXPECTED.write_text(json.dumps(expected) + "\n", encoding="utf-8")
    print(f"{MODEL.name}: {MODEL.stat().st_size / 1024:.0f} KiB, threshold {threshold}\n")
    print(f"develop, out of fold\n\n{table(developed, unseen, threshold)}\n")


def report() -> None:
    """What the program itself says of the parts that were never learned from."""
    classifier.model.cache_clear()
    for part in ("held_out", "fresh"):
        texts = load(part)
        for known in (True, False):
            judged = [
                classifier.judge(text.text, names=text.names if known else (), author=text.author if known else "")
                for text in texts
            ]
            scored = [verdict.score for verdict in judged]
            print(f"{part}, names {'known' if known else 'unknown'}\n")
            print(f"{table(texts, scored, classifier.model().threshold)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.praise", description=__doc__)
    parser.add_argument("--compare", action="store_true", help="try the other ways too")
    arguments = parser.parse_args()
    train()
    report()
    if arguments.compare:
        from benchmarks.praise.comparison import compare

        compare()
