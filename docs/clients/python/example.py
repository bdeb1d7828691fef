# SPDX-License-Identifier: Apache-2.0
"""Submits a candidate, waits for the explained answer, confirms it, and sends the truth later.

python example.py http://127.0.0.1:8080 .probity/tokens C-1
"""

import datetime
import pathlib
import sys
import time

from probity_client import AuthenticatedClient
from probity_client.api.candidates import read_candidate, submit_candidates
from probity_client.api.outcomes import observe_outcome
from probity_client.api.oversight import decide
from probity_client.models import (
    Candidate,
    CandidateAttributes,
    CandidateProtected,
    Outcome,
    OutcomeObserved,
    OversightRequest,
    OversightRequestAction,
    Problem,
)


def client(server, tokens, principal):
    token = pathlib.Path(tokens, principal + ".jwt").read_text().strip()
    return AuthenticatedClient(base_url=server, token=token)


def candidate(name, age):
    attributes = {"CIT": 1, "COW": 1, "INDP": 4971, "OCCP": 4720, "HICOV": 1,
                  "WKWN": 52, "WKHP": 40, "AGEP": age, "SCHL": 21}
    return Candidate(
        id=name,
        profile="acs-salary",
        attributes=CandidateAttributes.from_dict(attributes),
        protected=CandidateProtected.from_dict({"SEX": 2, "RAC1P": 1}),
    )


def explained(recruiter, name):
    for _ in range(300):
        answer = read_candidate.sync(name, client=recruiter)
        if answer.state == "explained":
            return answer
        time.sleep(0.1)
    raise SystemExit(f"{name} is still {answer.state}")


def main(server, tokens, name):
    publisher = client(server, tokens, "publisher-1")
    recruiter = client(server, tokens, "recruiter-1")

    # The same key is decided once, however often it is sent.
    accepted = submit_candidates.sync(
        client=publisher, body=candidate(name, 34), idempotency_key=name + "-1"
    )
    print(f"accepted {accepted.id}, answered at {accepted.location}")

    answer = explained(recruiter, name)
    prediction = answer.prediction
    print(f"band {prediction.band}, probability {prediction.probability:.4f},"
          f" release {prediction.model_version}")
    for one in answer.explanation.contributions:
        print(f"  {one.feature} {one.value:+.4f}")

    recorded = decide.sync(
        client=recruiter,
        body=OversightRequest(
            action=OversightRequestAction.CONFIRMED,
            candidate_id=name,
            prediction_id=prediction.id,
            reason="certificate seen",
            review_seconds=42.5,
        ),
        idempotency_key=name + "-review",
    )
    print(f"{recorded.action} by {recorded.actor}")

    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    outcome = Outcome(
        candidate_id=name,
        prediction_id=prediction.id,
        observed=OutcomeObserved.from_dict({"WAGP": 52000}),
        observed_at=now,
    )
    observed = observe_outcome.sync(
        client=publisher, body=outcome, idempotency_key=name + "-outcome"
    )
    print(f"outcome of {observed.id}")

    refused = submit_candidates.sync(client=publisher, body=candidate(name + "-bad", -5))
    assert isinstance(refused, Problem)
    print(f"refused: {refused.detail}\n  {refused.next_}")


if __name__ == "__main__":
    main(*sys.argv[1:])
