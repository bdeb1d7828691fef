-- SPDX-License-Identifier: Apache-2.0
-- What auditors ask, extracted from the bodies by the projector. Not evidence: every row cites the
-- idx of the entry that is; everything here can be dropped and built again.
REVOKE ALL ON SCHEMA query FROM PUBLIC;

CREATE TABLE query.progress (
  id       integer PRIMARY KEY CHECK (id = 1),
  next_idx bigint  NOT NULL
);
INSERT INTO query.progress VALUES (1, 0);
COMMENT ON TABLE query.progress IS 'How far the projector has read.';
COMMENT ON COLUMN query.progress.id IS 'Always 1: there is one projector.';
COMMENT ON COLUMN query.progress.next_idx IS 'idx of the first entry not projected yet.';

CREATE TABLE query.subject_entry (
  candidate_id text   NOT NULL COLLATE "C",
  idx          bigint NOT NULL,
  PRIMARY KEY (candidate_id, idx)
);
COMMENT ON TABLE query.subject_entry IS 'Which entries are about which candidate.';
COMMENT ON COLUMN query.subject_entry.candidate_id IS 'Pseudonym of the candidate: the record key.';
COMMENT ON COLUMN query.subject_entry.idx IS 'Position of the entry in the ledger.';

CREATE TABLE query.prediction_row (
  decision_id     bytea            PRIMARY KEY,
  idx             bigint           NOT NULL,
  candidate_id    text             NOT NULL COLLATE "C",
  source_part     integer          NOT NULL,
  source_off      bigint           NOT NULL,
  event_time      timestamptz      NOT NULL,
  profile         text             NOT NULL,
  model           text             NOT NULL,
  model_version   text             NOT NULL,
  model_digest    bytea            NOT NULL,
  variant         text             NOT NULL,
  raw_probability double precision NOT NULL,
  probability     double precision NOT NULL,
  threshold       double precision NOT NULL,
  positive        boolean          NOT NULL,
  band            text             NOT NULL,
  value_digest    bytea            NOT NULL
);
CREATE INDEX ON query.prediction_row (candidate_id);
COMMENT ON TABLE query.prediction_row IS 'The first prediction recorded under each decision id.';
COMMENT ON COLUMN query.prediction_row.decision_id IS
  'Prediction id: hash of the source position and the model digest.';
COMMENT ON COLUMN query.prediction_row.idx IS 'Position of the prediction in the ledger.';
COMMENT ON COLUMN query.prediction_row.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.prediction_row.source_part IS 'Partition of the candidate record.';
COMMENT ON COLUMN query.prediction_row.source_off IS 'Offset of the candidate record.';
COMMENT ON COLUMN query.prediction_row.event_time IS 'Time of the candidate event.';
COMMENT ON COLUMN query.prediction_row.profile IS 'Name of the profile.';
COMMENT ON COLUMN query.prediction_row.model IS 'Name of the model.';
COMMENT ON COLUMN query.prediction_row.model_version IS 'Version of the release, for people.';
COMMENT ON COLUMN query.prediction_row.model_digest IS 'SHA-256 of the release bundle.';
COMMENT ON COLUMN query.prediction_row.variant IS 'Role of the release: champion or challenger.';
COMMENT ON COLUMN query.prediction_row.raw_probability IS 'Probability before calibration, 0 to 1.';
COMMENT ON COLUMN query.prediction_row.probability IS
  'Calibrated probability of the positive class, 0 to 1.';
COMMENT ON COLUMN query.prediction_row.threshold IS 'Decision threshold of the release.';
COMMENT ON COLUMN query.prediction_row.positive IS
  'Whether the calibrated probability lies above the threshold.';
COMMENT ON COLUMN query.prediction_row.band IS 'Band in the words of the profile.';
COMMENT ON COLUMN query.prediction_row.value_digest IS
  'SHA-256 of the record value: tells a re-delivery from a different prediction.';

CREATE TABLE query.explanation_row (
  decision_id      bytea            PRIMARY KEY,
  idx              bigint           NOT NULL,
  explanation_id   bytea            NOT NULL,
  candidate_id     text             NOT NULL COLLATE "C",
  source_part      integer          NOT NULL,
  source_off       bigint           NOT NULL,
  explainer_digest bytea            NOT NULL,
  base_value       double precision NOT NULL,
  residual         double precision NOT NULL,
  factors          text[]           NOT NULL,
  value_digest     bytea            NOT NULL
);
CREATE INDEX ON query.explanation_row (candidate_id);
COMMENT ON TABLE query.explanation_row IS 'The first explanation recorded of each decision.';
COMMENT ON COLUMN query.explanation_row.decision_id IS 'Prediction id that is explained.';
COMMENT ON COLUMN query.explanation_row.idx IS 'Position of the explanation in the ledger.';
COMMENT ON COLUMN query.explanation_row.explanation_id IS
  'Explanation id: hash of the prediction id and the explainer configuration.';
COMMENT ON COLUMN query.explanation_row.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.explanation_row.source_part IS 'Partition of the candidate record.';
COMMENT ON COLUMN query.explanation_row.source_off IS 'Offset of the candidate record.';
COMMENT ON COLUMN query.explanation_row.explainer_digest IS
  'SHA-256 of the explainer configuration.';
COMMENT ON COLUMN query.explanation_row.base_value IS 'Expected margin of the model, in log-odds.';
COMMENT ON COLUMN query.explanation_row.residual IS
  'Margin minus base value minus all contributions, in log-odds.';
COMMENT ON COLUMN query.explanation_row.factors IS
  'Reasons as told to the person, the strongest first.';
COMMENT ON COLUMN query.explanation_row.value_digest IS 'SHA-256 of the record value.';

CREATE TABLE query.repeat_row (
  idx          bigint  PRIMARY KEY,
  kind         text    NOT NULL CHECK (kind IN ('prediction', 'explanation')),
  decision_id  bytea   NOT NULL,
  candidate_id text    NOT NULL COLLATE "C",
  variant      text,
  value_digest bytea   NOT NULL
);
COMMENT ON TABLE query.repeat_row IS
  'Later predictions and explanations under a decision id that was there: re-deliveries, '
  'byte-identical unless something is wrong.';
COMMENT ON COLUMN query.repeat_row.idx IS 'Position of the repeat in the ledger.';
COMMENT ON COLUMN query.repeat_row.kind IS 'prediction or explanation.';
COMMENT ON COLUMN query.repeat_row.decision_id IS 'Prediction id that came again.';
COMMENT ON COLUMN query.repeat_row.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.repeat_row.variant IS 'Role of the release; null for explanations.';
COMMENT ON COLUMN query.repeat_row.value_digest IS 'SHA-256 of the record value.';

CREATE TABLE query.rejection_row (
  idx             bigint      PRIMARY KEY,
  candidate_id    text        COLLATE "C",
  reason_code     text        NOT NULL,
  reason          text        NOT NULL,
  stage           text        NOT NULL,
  service         text        NOT NULL,
  original_topic  text        NOT NULL,
  original_part   integer,
  original_off    bigint,
  first_failed_at timestamptz
);
CREATE INDEX ON query.rejection_row (candidate_id);
COMMENT ON TABLE query.rejection_row IS 'One row per refused record.';
COMMENT ON COLUMN query.rejection_row.idx IS 'Position of the refusal in the ledger.';
COMMENT ON COLUMN query.rejection_row.candidate_id IS
  'Key of the refused record; null when it had none or it is not text.';
COMMENT ON COLUMN query.rejection_row.reason_code IS 'Why, from the closed list of the contract.';
COMMENT ON COLUMN query.rejection_row.reason IS 'Why in words, never a value of the record.';
COMMENT ON COLUMN query.rejection_row.stage IS 'Step that refused it.';
COMMENT ON COLUMN query.rejection_row.service IS 'Module that refused it.';
COMMENT ON COLUMN query.rejection_row.original_topic IS
  'Topic it came from, or the door it was refused at, such as http:/candidates.';
COMMENT ON COLUMN query.rejection_row.original_part IS
  'Its partition; null when refused at a door.';
COMMENT ON COLUMN query.rejection_row.original_off IS 'Its offset; null when refused at a door.';
COMMENT ON COLUMN query.rejection_row.first_failed_at IS 'When it was refused first.';

CREATE TABLE query.release_row (
  idx             bigint      PRIMARY KEY,
  model           text        NOT NULL,
  event           text        NOT NULL,
  alias           text,
  model_version   text        NOT NULL,
  model_digest    bytea       NOT NULL,
  previous_digest bytea,
  profile         text        NOT NULL,
  actor           text        NOT NULL,
  reason          text,
  happened_at     timestamptz NOT NULL
);
COMMENT ON TABLE query.release_row IS 'One row per event in the life of a release.';
COMMENT ON COLUMN query.release_row.idx IS 'Position of the event in the ledger.';
COMMENT ON COLUMN query.release_row.model IS 'Name of the model.';
COMMENT ON COLUMN query.release_row.event IS
  'What happened: registered, promoted, rolled back, retired, serving, stopped.';
COMMENT ON COLUMN query.release_row.alias IS 'Alias it is about; null when none.';
COMMENT ON COLUMN query.release_row.model_version IS 'Version of the release, for people.';
COMMENT ON COLUMN query.release_row.model_digest IS 'SHA-256 of the release bundle.';
COMMENT ON COLUMN query.release_row.previous_digest IS 'Release that had the alias before.';
COMMENT ON COLUMN query.release_row.profile IS 'Name of the profile.';
COMMENT ON COLUMN query.release_row.actor IS 'Who or what made it happen.';
COMMENT ON COLUMN query.release_row.reason IS 'Why.';
COMMENT ON COLUMN query.release_row.happened_at IS 'When.';

CREATE TABLE query.alert_row (
  idx        bigint      PRIMARY KEY,
  alert_id   bytea       NOT NULL,
  series     text        NOT NULL,
  state      text        NOT NULL,
  severity   text        NOT NULL,
  since      timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  reason     text
);
COMMENT ON TABLE query.alert_row IS 'One row per change of state of an alert.';
COMMENT ON COLUMN query.alert_row.idx IS 'Position of the change in the ledger.';
COMMENT ON COLUMN query.alert_row.alert_id IS 'Alert id: hash of the series and its first window.';
COMMENT ON COLUMN query.alert_row.series IS 'Series that breached its limits: the record key.';
COMMENT ON COLUMN query.alert_row.state IS 'Where the alert stands after the change.';
COMMENT ON COLUMN query.alert_row.severity IS 'How urgent it is.';
COMMENT ON COLUMN query.alert_row.since IS 'Stream time of the first breach.';
COMMENT ON COLUMN query.alert_row.changed_at IS 'Stream time of this change.';
COMMENT ON COLUMN query.alert_row.reason IS 'Why it changed.';

CREATE VIEW query.decision AS
SELECT encode(p.decision_id, 'hex') AS decision_id, p.idx, e.idx AS explanation_idx, p.candidate_id,
       p.event_time, p.profile, p.model, p.model_version,
       encode(p.model_digest, 'hex') AS model_digest, p.variant, p.probability, p.raw_probability,
       p.threshold, p.positive, p.band, e.factors, p.source_part, p.source_off
FROM query.prediction_row p LEFT JOIN query.explanation_row e USING (decision_id);
COMMENT ON VIEW query.decision IS
  'One row per decision: what was predicted for whom, by which model, and why.';
COMMENT ON COLUMN query.decision.decision_id IS 'Prediction id, 64 hexadecimal digits.';
COMMENT ON COLUMN query.decision.idx IS 'Position of the prediction in the ledger.';
COMMENT ON COLUMN query.decision.explanation_idx IS
  'Position of its explanation in the ledger; null until explained.';
COMMENT ON COLUMN query.decision.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.decision.event_time IS 'Time of the candidate event.';
COMMENT ON COLUMN query.decision.profile IS 'Name of the profile.';
COMMENT ON COLUMN query.decision.model IS 'Name of the model.';
COMMENT ON COLUMN query.decision.model_version IS 'Version of the release, for people.';
COMMENT ON COLUMN query.decision.model_digest IS
  'SHA-256 of the release bundle, 64 hexadecimal digits.';
COMMENT ON COLUMN query.decision.variant IS 'Role of the release: champion or challenger.';
COMMENT ON COLUMN query.decision.probability IS
  'Calibrated probability of the positive class, 0 to 1.';
COMMENT ON COLUMN query.decision.raw_probability IS 'Probability before calibration, 0 to 1.';
COMMENT ON COLUMN query.decision.threshold IS 'Decision threshold of the release.';
COMMENT ON COLUMN query.decision.positive IS
  'Whether the calibrated probability lies above the threshold.';
COMMENT ON COLUMN query.decision.band IS 'Band in the words of the profile.';
COMMENT ON COLUMN query.decision.factors IS
  'Reasons as told to the person, the strongest first; null until explained.';
COMMENT ON COLUMN query.decision.source_part IS 'Partition of the candidate record.';
COMMENT ON COLUMN query.decision.source_off IS 'Offset of the candidate record.';

CREATE VIEW query.rejection AS
SELECT idx, candidate_id, reason_code, reason, stage, service, original_topic, original_part,
       original_off, first_failed_at
FROM query.rejection_row;
COMMENT ON VIEW query.rejection IS 'One row per refused record: what, where and why.';
COMMENT ON COLUMN query.rejection.idx IS 'Position of the refusal in the ledger.';
COMMENT ON COLUMN query.rejection.candidate_id IS
  'Key of the refused record; null when it had none or it is not text.';
COMMENT ON COLUMN query.rejection.reason_code IS 'Why, from the closed list of the contract.';
COMMENT ON COLUMN query.rejection.reason IS 'Why in words, never a value of the record.';
COMMENT ON COLUMN query.rejection.stage IS 'Step that refused it.';
COMMENT ON COLUMN query.rejection.service IS 'Module that refused it.';
COMMENT ON COLUMN query.rejection.original_topic IS
  'Topic it came from, or the door it was refused at, such as http:/candidates.';
COMMENT ON COLUMN query.rejection.original_part IS 'Its partition; null when refused at a door.';
COMMENT ON COLUMN query.rejection.original_off IS 'Its offset; null when refused at a door.';
COMMENT ON COLUMN query.rejection.first_failed_at IS 'When it was refused first.';

CREATE VIEW query.release AS
SELECT idx, model, event, alias, model_version, encode(model_digest, 'hex') AS model_digest,
       encode(previous_digest, 'hex') AS previous_digest, profile, actor, reason, happened_at
FROM query.release_row;
COMMENT ON VIEW query.release IS 'One row per event in the life of a release.';
COMMENT ON COLUMN query.release.idx IS 'Position of the event in the ledger.';
COMMENT ON COLUMN query.release.model IS 'Name of the model.';
COMMENT ON COLUMN query.release.event IS
  'What happened: registered, promoted, rolled back, retired, serving, stopped.';
COMMENT ON COLUMN query.release.alias IS 'Alias it is about; null when none.';
COMMENT ON COLUMN query.release.model_version IS 'Version of the release, for people.';
COMMENT ON COLUMN query.release.model_digest IS
  'SHA-256 of the release bundle, 64 hexadecimal digits.';
COMMENT ON COLUMN query.release.previous_digest IS
  'Release that had the alias before, 64 hexadecimal digits.';
COMMENT ON COLUMN query.release.profile IS 'Name of the profile.';
COMMENT ON COLUMN query.release.actor IS 'Who or what made it happen.';
COMMENT ON COLUMN query.release.reason IS 'Why.';
COMMENT ON COLUMN query.release.happened_at IS 'When.';

GRANT USAGE ON SCHEMA query TO probity_projector, probity_reader, probity_body_reader;
GRANT SELECT, INSERT ON query.subject_entry, query.prediction_row, query.explanation_row,
  query.repeat_row, query.rejection_row, query.release_row, query.alert_row TO probity_projector;
GRANT SELECT, UPDATE (next_idx) ON query.progress TO probity_projector;
GRANT SELECT ON ALL TABLES IN SCHEMA query TO probity_reader, probity_body_reader;
