# SPDX-License-Identifier: Apache-2.0
"""Evaluates two files of rows with NannyML, as `monitor evaluate` does in mode compat: one thread.

Arguments: configuration, reference, analysis, our result folder. Prints one JSON object. Times are
CPU seconds of this process without its imports, files read; the second run is warm.
"""

import json
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # it would tell its makers
OLDEST = (0, 13, 1)


def skip(why):
    print(json.dumps({"skipped": why}))
    sys.exit(0)


PYTHON = ".".join(str(part) for part in sys.version_info[:3])
try:
    import warnings

    warnings.filterwarnings("ignore")
    import nannyml
    import pandas
except ImportError as missing:
    skip(f"Python {PYTHON} cannot import {missing.name}; maybe pip install nannyml 'pandas<3'")
if tuple(int(part) for part in nannyml.__version__.split(".")[:3]) < OLDEST:
    skip(f"NannyML {nannyml.__version__} is older than 0.13.1, which mode compat follows")

CONFIG = json.load(open(sys.argv[1], encoding="utf-8"))
METRICS = ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy"]
METRICS += ["average_precision", "confusion_matrix"]
CONTINUOUS = ["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"]
CATEGORICAL = ["jensen_shannon", "chi2", "l_infinity", "hellinger"]


def read(path):
    frame = pandas.read_csv(path)
    frame[CONFIG["timestamp"]] = pandas.to_datetime(frame[CONFIG["timestamp"]])
    return frame


def calculators():
    scores, decisions = CONFIG["probability"], CONFIG["prediction"]
    chunks = {"chunk_size": CONFIG["chunk"]["size"], "timestamp_column_name": CONFIG["timestamp"]}
    model = {
        "y_pred_proba": scores,
        "y_pred": decisions,
        "y_true": CONFIG["target"],
        "problem_type": "classification_binary",
        "metrics": METRICS,
    }
    features = CONFIG["continuous"] + CONFIG["categorical"]
    yield "estimate", nannyml.CBPE(**model, **chunks)
    yield "realized", nannyml.PerformanceCalculator(**model, **chunks)
    yield "univariate", nannyml.UnivariateDriftCalculator(
        column_names=features + [scores, decisions],
        treat_as_categorical=CONFIG["categorical"] + [decisions],
        continuous_methods=CONTINUOUS,
        categorical_methods=CATEGORICAL,
        **chunks,
    )
    yield "pca", nannyml.DataReconstructionDriftCalculator(column_names=features, **chunks)
    yield "missing", nannyml.MissingValuesCalculator(column_names=features, **chunks)
    yield "unseen", nannyml.UnseenValuesCalculator(column_names=CONFIG["categorical"], **chunks)
    numbers = CONFIG["continuous"]
    yield "range", nannyml.NumericalRangeCalculator(column_names=numbers, **chunks)
    numbers = numbers + [scores]
    for statistic in (
        nannyml.SummaryStatsAvgCalculator,
        nannyml.SummaryStatsStdCalculator,
        nannyml.SummaryStatsSumCalculator,
        nannyml.SummaryStatsMedianCalculator,
    ):
        yield statistic.__name__, statistic(column_names=numbers, **chunks)
    yield "rows", nannyml.SummaryStatsRowCountCalculator(**chunks)


def evaluate():
    reference, analysis = read(sys.argv[2]), read(sys.argv[3])
    found = {}
    for name, calculator in calculators():
        calculator.fit(reference.copy())
        compute = getattr(calculator, "estimate", None) or calculator.calculate
        found[name] = compute(analysis.copy()).filter(period="analysis")
    return len(reference) + len(analysis), found


def differences(found):
    """How far our Jensen-Shannon distances and realized accuracies are from those found."""
    ours = pandas.read_csv(os.path.join(sys.argv[4], "univariate.csv"))
    ours = ours[(ours.period == "analysis") & (ours.method == "jensen_shannon")]
    theirs = found["univariate"].to_df(multilevel=True)
    for column in CONFIG["continuous"] + CONFIG["categorical"]:
        mine = ours[ours.column == column].sort_values("chunk_index").value.tolist()
        yield from zip(mine, theirs[(column, "jensen_shannon", "value")].tolist(), strict=True)
    ours = pandas.read_csv(os.path.join(sys.argv[4], "realized.csv"))
    ours = ours[(ours.period == "analysis") & (ours.metric == "accuracy")]
    mine = ours.sort_values("chunk_index").value.tolist()
    theirs = found["realized"].to_df(multilevel=True)
    yield from zip(mine, theirs[("accuracy", "value")].tolist(), strict=True)


rates = []
for _ in range(2):
    start = time.process_time()
    rows, results = evaluate()
    rates.append(rows / (time.process_time() - start))
pairs = list(differences(results))
print(
    json.dumps(
        {
            "version": f"NannyML {nannyml.__version__}, Python {PYTHON}",
            "first": rates[0],
            "warm": rates[1],
            "compared": len(pairs),
            "difference": max(abs(one - other) for one, other in pairs),
        }
    )
)
