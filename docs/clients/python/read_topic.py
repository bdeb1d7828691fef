# SPDX-License-Identifier: Apache-2.0
"""Reads the bytes of records, as they are on the topics, into the generated types.

python read_topic.py prediction.bin explanation.bin
"""

import pathlib
import sys

import probity_topics


def record(file):
    kind = "".join(word.capitalize() for word in file.stem.split("-"))
    return getattr(probity_topics, kind).model_validate_json(file.read_bytes())


if __name__ == "__main__":
    for file in map(pathlib.Path, sys.argv[1:]):
        one = record(file)
        print(type(one).__name__, one.model_dump_json(exclude_none=True))
