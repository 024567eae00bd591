"""The linear model over cues, words and parts of words: trained with scikit-learn, read by bot/domain/praise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, Normalizer

from benchmarks.praise.texts import LabelledText
from bot.domain.praise.features import Reading, read

SEED = 20261122
BLOCKS = ("cues", "words", "parts")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen by cross-validation.

    How loosely it is fitted (C), how much a block weighs, and in how many readings a feature must occur.

    A scale of 0 leaves the block out.
    """

    looseness: float = 0.2
    cues_scale: float = 1.0
    words_scale: float = 3.0
    parts_scale: float = 3.0
    cues_seen: int = 8
    words_seen: int = 6
    parts_seen: int = 12


def readings(texts: Iterable[LabelledText]) -> list[Reading]:
    """The texts as the bot reads them: colleagues' names and the writer's own are known."""
    return [read(text.text, text.names, text.author) for text in texts]


def nameless(texts: Iterable[LabelledText]) -> list[Reading]:
    """The texts where nobody named in them is known, as when a roster is missing."""
    return [read(text.text) for text in texts]


def cues_of(reading: Reading) -> list[str]:
    return sorted(reading.cues)


def words_of(reading: Reading) -> list[str]:
    return sorted(reading.words)


def parts_of(reading: Reading) -> list[str]:
    return sorted(reading.parts)


def pipeline(choice: Choice) -> Pipeline:
    """Readings in, probability of praise out."""
    blocks = []
    for name, analyzer, seen, scale in (
        ("cues", cues_of, choice.cues_seen, choice.cues_scale),
        ("words", words_of, choice.words_seen, choice.words_scale),
        ("parts", parts_of, choice.parts_seen, choice.parts_scale),
    ):
        if scale:
            steps = [CountVectorizer(analyzer=analyzer, binary=True, min_df=seen)]
            if name != "cues":
                steps.append(Normalizer())
            steps.append(FunctionTransformer(_times, kw_args={"scale": scale}))
            blocks.append((name, make_pipeline(*steps)))
    return make_pipeline(FeatureUnion(blocks), LogisticRegression(C=choice.looseness, max_iter=3000, random_state=SEED))


def _times(matrix: csr_matrix, scale: float) -> csr_matrix:
    return matrix * scale


def fit(texts: Sequence[LabelledText], choice: Choice) -> Pipeline:
    """Trained on each text twice: with the names in it known, and without."""
    labels = [text.is_praise for text in texts]
    return pipeline(choice).fit(readings(texts) + nameless(texts), labels + labels)


def scores_out_of_fold(texts: Sequence[LabelledText], choice: Choice) -> NDArray[np.float64]:
    """Each text's score by a model that was trained without it (five folds, stratified by language and label)."""
    found = np.zeros(len(texts))
    strata = [f"{text.language} {text.is_praise}" for text in texts]
    for learned, tried in StratifiedKFold(5, shuffle=True, random_state=SEED).split(strata, strata):
        fitted = fit([texts[at] for at in learned], choice)
        found[tried] = scores(fitted, readings(texts[at] for at in tried))
    return found


def exported(fitted: Pipeline, threshold: float, choice: Choice) -> dict[str, object]:
    """The weights for bot/domain/praise/model.json, with four digits, each block's scale multiplied in."""
    regression = fitted.steps[-1][1]
    union: FeatureUnion = fitted.steps[0][1]
    weights = regression.coef_[0]
    model: dict[str, object] = {
        "threshold": threshold,
        "intercept": round(float(regression.intercept_[0]), 4),
        **{name: {} for name in BLOCKS},
    }
    at = 0
    for name, block in union.transformer_list:
        scale = {"cues": choice.cues_scale, "words": choice.words_scale, "parts": choice.parts_scale}[name]
        features = block.steps[0][1].get_feature_names_out()
        model[name] = {
            str(feature): round(float(weight) * scale, 4)
            for feature, weight in zip(features, weights[at : at + len(features)], strict=True)
        }
        at += len(features)
    return model


def scores(fitted: Pipeline, of: Sequence[Reading]) -> NDArray[np.float64]:
    return np.asarray(fitted.predict_proba(list(of))[:, 1], dtype=np.float64)
