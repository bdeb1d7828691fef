# SPDX-License-Identifier: Apache-2.0
"""Asks a running scorer as its usual clients do; prints what each got, ends with 1 when one fails.

Usage: clients.py triton-http|triton-grpc|kserve HOST:PORT MODEL VERSION
"""
import asyncio
import sys

import numpy as np

WHICH, HOST, MODEL, VERSION = sys.argv[1:5]
ROWS = 3
ROW = {
    "CIT": 1,
    "COW": 1,
    "INDP": 170,
    "OCCP": 10,
    "HICOV": 1,
    "WKWN": 52,
    "WKHP": 40,
    "AGEP": 45,
    "SCHL": 21,
}


def inputs(kind, **options):
    made = []
    for name, value in ROW.items():
        tensor = kind(name, [ROWS], "INT64")
        tensor.set_data_from_numpy(np.full([ROWS], value, dtype=np.int64), **options)
        made.append(tensor)
    return made


def check(what, holds):
    print(("ok      " if holds else "FAILED  ") + what)
    if not holds:
        sys.exit(1)


def refused(what, call):
    try:
        call()
    except Exception as error:  # each client has its own kind
        print("ok      " + what + ": " + str(error)[:90])
        return
    check(what, False)


def triton(module, binary):
    client = module.InferenceServerClient(HOST)
    check("server live", client.is_server_live())
    check("server ready", client.is_server_ready())
    check("model ready", client.is_model_ready(MODEL))
    check("version ready", client.is_model_ready(MODEL, VERSION))
    client.get_server_metadata()
    client.get_model_metadata(MODEL)
    client.get_model_repository_index()
    check("metadata and index", True)
    for options in binary:
        names = ("predict", "predict_proba", "explain")
        asked = [module.InferRequestedOutput(name, **out(options)) for name in names]
        answer = client.infer(MODEL, inputs(module.InferInput, **options), outputs=asked)
        shapes = [answer.as_numpy(name).shape for name in names]
        check(f"infer {options} {shapes}", shapes == [(ROWS,), (ROWS, 2), (ROWS, 10)])
        sums = answer.as_numpy("predict_proba").sum(axis=1)
        check("probabilities add to 1", bool(np.allclose(sums, 1)))
        answer = client.infer(MODEL, inputs(module.InferInput, **options), model_version=VERSION)
        check("infer by version", answer.as_numpy("predict").shape == (ROWS,))
    refused("missing tensors are refused", lambda: client.infer(MODEL, inputs(module.InferInput)[:2]))
    refused("an unknown model is refused", lambda: client.infer("nobody", inputs(module.InferInput)))
    refused("unloading needs an operator", lambda: client.unload_model(MODEL))


def out(options):
    return {"binary_data": options["binary_data"]} if "binary_data" in options else {}


async def kserve():
    from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig

    rest = InferenceRESTClient(RESTConfig(protocol="v2", timeout=30))
    base = "http://" + HOST
    check("live", await rest.is_server_live(base))
    check("ready", await rest.is_server_ready(base))
    check("model ready", await rest.is_model_ready(base, MODEL))
    for binary in (False, True):
        request = InferRequest(MODEL, inputs(InferInput, binary_data=binary), request_id="9")
        answer = await rest.infer(base, request, model_name=MODEL)
        good = answer.id == "9" and answer.outputs[1].as_numpy().shape == (ROWS, 2)
        check(f"infer over HTTP, binary {binary}", good)
    grpc = InferenceGRPCClient(HOST)
    check("gRPC ready", await grpc.is_server_ready() and await grpc.is_model_ready(MODEL))
    for binary in (False, True):
        request = InferRequest(MODEL, inputs(InferInput, binary_data=binary), request_id="9")
        answer = await grpc.infer(request)
        good = answer.id == "9" and answer.outputs[1].as_numpy().shape == (ROWS, 2)
        check(f"infer over gRPC, binary {binary}", good)


if WHICH == "triton-http":
    import tritonclient.http

    triton(tritonclient.http, ({"binary_data": False}, {"binary_data": True}))
elif WHICH == "triton-grpc":
    import tritonclient.grpc

    triton(tritonclient.grpc, ({},))
else:
    asyncio.run(kserve())
print("done")
