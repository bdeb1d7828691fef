# SPDX-License-Identifier: Apache-2.0
"""Explains and scores models with the Python package of XGBoost: one thread, batches of 256.

Arguments: names; reads NAME.json (model), NAME.rows (float32, row by row, NaN = missing) and
NAME.ours (float64, contributions of the first batch) in the working folder. Prints one JSON object.
Times are CPU seconds of this thread, the best call counts; matrices are built before.
"""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
BATCH = 256


def skip(why):
    print(json.dumps({"skipped": why}))
    sys.exit(0)


PYTHON = ".".join(str(part) for part in sys.version_info[:3])
if sys.version_info < (3, 12):
    skip(f"Python {PYTHON} is older than 3.12, which XGBoost 3.4 needs")
try:
    import numpy
    import xgboost
except ImportError as missing:
    skip(f"Python {PYTHON} has no package {missing.name}; maybe pip install 'xgboost>=3.4' numpy")
if tuple(int(part) for part in xgboost.__version__.split(".")[:2]) < (3, 4):
    skip(f"XGBoost {xgboost.__version__} is older than 3.4; it became three times faster in 3.3")


def best(calls):
    """Rows per second of the fastest call within two seconds of them, twelve at least."""
    fastest, spent, runs = float("inf"), 0.0, 0
    while runs < 12 or spent < 2:
        start = time.thread_time()
        calls[runs % len(calls)]()
        seconds = time.thread_time() - start
        fastest = min(fastest, seconds)
        spent += seconds
        runs += 1
    return BATCH / fastest


def measure(name):
    booster = xgboost.Booster(model_file=name + ".json")
    booster.set_param({"nthread": 1})
    width = booster.num_features()
    rows = numpy.fromfile(name + ".rows", "<f4").reshape(-1, width)
    ours = numpy.fromfile(name + ".ours", "<f8").reshape(-1, width)
    types = booster.feature_types
    categorical = types is not None and "c" in types
    batches = [rows[i : i + BATCH] for i in range(0, min(len(rows), 4 * BATCH), BATCH)]
    matrices = [
        xgboost.DMatrix(
            batch,
            nthread=1,
            feature_names=booster.feature_names,
            feature_types=types,
            enable_categorical=categorical,
        )
        for batch in batches
    ]
    explain = [lambda m=m: booster.predict(m, pred_contribs=True) for m in matrices]
    score = [lambda b=b: booster.inplace_predict(b, predict_type="margin") for b in batches]
    difference = float(abs(explain[0]()[:, :width] - ours).max())
    explained = best(explain)
    booster.feature_names = None  # plain arrays have neither names nor types
    booster.feature_types = None
    return {"explained": explained, "scored": best(score), "difference": difference}


print(
    json.dumps(
        {
            "version": f"XGBoost {xgboost.__version__}, Python {PYTHON}",
            "models": [measure(name) for name in sys.argv[1:]],
        }
    )
)
