-- SPDX-License-Identifier: Apache-2.0
-- What an auditor reads, and the trace each reading leaves. People hold the role probity_auditor:
-- it may call the functions below, and select nothing. A call writes its own record to the outbox,
-- in the same transaction; the sink publishes it, and it comes back as a ledger entry.
CREATE TABLE ledger.outbox (
  id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event     text        NOT NULL,
  actor     text        NOT NULL,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  details   jsonb       NOT NULL,
  published boolean     NOT NULL DEFAULT false
);
CREATE INDEX ON ledger.outbox (id) WHERE NOT published;
COMMENT ON TABLE ledger.outbox IS 'Events that belong to a change or reading of this database.';
COMMENT ON COLUMN ledger.outbox.id IS 'Order in which they happened.';
COMMENT ON COLUMN ledger.outbox.event IS 'Code of the event, such as audit.read.';
COMMENT ON COLUMN ledger.outbox.actor IS 'Login that caused it.';
COMMENT ON COLUMN ledger.outbox.at IS 'When, by the database clock.';
COMMENT ON COLUMN ledger.outbox.details IS 'What was asked, by name.';
COMMENT ON COLUMN ledger.outbox.published IS 'Whether the broker has acknowledged it.';
SELECT ledger.protect('ledger.outbox', 'DELETE');
GRANT SELECT, UPDATE (published) ON ledger.outbox TO probity_writer;
GRANT SELECT ON ledger.outbox TO probity_reader, probity_body_reader;

CREATE FUNCTION ledger.note_access(asked text, arguments jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.outbox (event, actor, details)
  VALUES ('audit.read', session_user, jsonb_build_object('function', asked) || arguments)
$$;

CREATE FUNCTION query.int2_at(bytes bytea, at integer) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT get_byte(bytes, at) << 8 | get_byte(bytes, at + 1)
$$;

CREATE FUNCTION query.int4_at(bytes bytea, at integer) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT get_byte(bytes, at) << 24 | get_byte(bytes, at + 1) << 16
       | get_byte(bytes, at + 2) << 8 | get_byte(bytes, at + 3)
$$;

-- The record inside a plain stored body: 0x00, salt, key, headers, value, each after its length.
-- Null when it is encrypted, a tombstone, or no JSON: a record may be anything.
CREATE FUNCTION query.record_value(stored bytea) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at integer := 33;
  length integer;
BEGIN
  IF get_byte(stored, 0) <> 0 THEN
    RETURN NULL;
  END IF;
  at := at + 4 + greatest(query.int4_at(stored, at), 0);
  length := query.int2_at(stored, at);
  at := at + 2;
  FOR i IN 1 .. length LOOP
    at := at + 2 + query.int2_at(stored, at);
    at := at + 4 + greatest(query.int4_at(stored, at), 0);
  END LOOP;
  length := query.int4_at(stored, at);
  IF length < 0 THEN
    RETURN NULL;
  END IF;
  RETURN convert_from(substring(stored FROM at + 5 FOR length), 'UTF8')::jsonb;
EXCEPTION WHEN others THEN
  RETURN NULL;
END
$$;

CREATE VIEW query.request AS
SELECT e.idx AS idx,
       v ->> 'id' AS candidate_id,
       to_timestamp(e.append_ts / 1000.0) AS received_at,
       v ->> 'purpose' AS purpose,
       v ->> 'profile' AS profile,
       v #>> '{provenance,tenant}' AS tenant,
       v #>> '{provenance,requisition}' AS requisition,
       e.part AS part,
       e.off AS off
FROM ledger.entry e
  JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
  CROSS JOIN LATERAL query.record_value(b.stored) r(v)
WHERE e.event_type IN (1, 58);
COMMENT ON VIEW query.request IS
  'One row per candidate that came in, as it was recorded.';
COMMENT ON COLUMN query.request.idx IS
  'Position of the record in the ledger.';
COMMENT ON COLUMN query.request.candidate_id IS
  'Pseudonym of the candidate.';
COMMENT ON COLUMN query.request.received_at IS
  'When the ledger took it in.';
COMMENT ON COLUMN query.request.purpose IS
  'decision, or history for training only.';
COMMENT ON COLUMN query.request.profile IS
  'Name of the profile.';
COMMENT ON COLUMN query.request.tenant IS
  'Whose candidate; null when there is one tenant.';
COMMENT ON COLUMN query.request.requisition IS
  'Position applied for; null when not given.';
COMMENT ON COLUMN query.request.part IS
  'Kafka partition of the record.';
COMMENT ON COLUMN query.request.off IS
  'Kafka offset of the record.';

CREATE VIEW query.feature AS
SELECT e.idx AS idx,
       v ->> 'id' AS candidate_id,
       f.key AS feature,
       f.value AS value
FROM ledger.entry e
  JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
  CROSS JOIN LATERAL query.record_value(b.stored) r(v)
  CROSS JOIN LATERAL jsonb_each_text(v -> 'attributes') f
WHERE e.event_type IN (1, 58);
COMMENT ON VIEW query.feature IS
  'One row per feature of a candidate, as recorded. Protected attributes travel apart and '
  'are not here.';
COMMENT ON COLUMN query.feature.idx IS
  'Position of the candidate record in the ledger.';
COMMENT ON COLUMN query.feature.candidate_id IS
  'Pseudonym of the candidate.';
COMMENT ON COLUMN query.feature.feature IS
  'Name of the feature.';
COMMENT ON COLUMN query.feature.value IS
  'Its value as recorded; null when missing.';

CREATE VIEW query.contribution AS
SELECT e.idx AS idx,
       v ->> 'predictionId' AS decision_id,
       v ->> 'candidateId' AS candidate_id,
       c ->> 'feature' AS feature,
       (c ->> 'value')::double precision AS contribution,
       v ->> 'modelVersion' AS model_version
FROM ledger.entry e
  JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
  CROSS JOIN LATERAL query.record_value(b.stored) r(v)
  CROSS JOIN LATERAL jsonb_array_elements(v -> 'contributions') c
WHERE e.event_type = 4;
COMMENT ON VIEW query.contribution IS
  'One row per feature of an explained decision: what it added to the score.';
COMMENT ON COLUMN query.contribution.idx IS
  'Position of the explanation in the ledger.';
COMMENT ON COLUMN query.contribution.decision_id IS
  'Prediction id that is explained.';
COMMENT ON COLUMN query.contribution.candidate_id IS
  'Pseudonym of the candidate.';
COMMENT ON COLUMN query.contribution.feature IS
  'Name of the feature.';
COMMENT ON COLUMN query.contribution.contribution IS
  'Its share of the score, in log-odds.';
COMMENT ON COLUMN query.contribution.model_version IS
  'Version of the release, for people.';

CREATE VIEW query.oversight AS
SELECT e.idx AS idx,
       v ->> 'predictionId' AS decision_id,
       v ->> 'candidateId' AS candidate_id,
       v ->> 'action' AS action,
       v ->> 'actor' AS actor,
       v ->> 'reason' AS reason,
       v ->> 'band' AS band,
       (v ->> 'reviewSeconds')::double precision AS review_seconds,
       (v ->> 'decidedAt')::timestamptz AS decided_at
FROM ledger.entry e
  JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
  CROSS JOIN LATERAL query.record_value(b.stored) r(v)
WHERE e.event_type IN (6, 7, 8, 18);
COMMENT ON VIEW query.oversight IS
  'One row per decision of a person about a prediction: confirmed, overridden, deferred, '
  'contested.';
COMMENT ON COLUMN query.oversight.idx IS
  'Position of the decision in the ledger.';
COMMENT ON COLUMN query.oversight.decision_id IS
  'Prediction id it is about.';
COMMENT ON COLUMN query.oversight.candidate_id IS
  'Pseudonym of the candidate.';
COMMENT ON COLUMN query.oversight.action IS
  'What the person did.';
COMMENT ON COLUMN query.oversight.actor IS
  'Who did it.';
COMMENT ON COLUMN query.oversight.reason IS
  'Why, in the person''s words.';
COMMENT ON COLUMN query.oversight.band IS
  'Band the person chose; null unless overridden.';
COMMENT ON COLUMN query.oversight.review_seconds IS
  'How long the person looked, in seconds.';
COMMENT ON COLUMN query.oversight.decided_at IS
  'When.';

CREATE VIEW query.alert AS
SELECT a.idx AS idx,
       encode(a.alert_id, 'hex') AS alert_id,
       a.series AS series,
       a.state AS state,
       a.severity AS severity,
       a.since AS since,
       a.changed_at AS changed_at,
       a.reason AS reason
FROM query.alert_row a;
COMMENT ON VIEW query.alert IS
  'One row per change of state of an alert.';
COMMENT ON COLUMN query.alert.idx IS
  'Position of the change in the ledger.';
COMMENT ON COLUMN query.alert.alert_id IS
  'Alert id, 64 hexadecimal digits.';
COMMENT ON COLUMN query.alert.series IS
  'Series that breached its limits.';
COMMENT ON COLUMN query.alert.state IS
  'Where the alert stands after the change.';
COMMENT ON COLUMN query.alert.severity IS
  'How urgent it is.';
COMMENT ON COLUMN query.alert.since IS
  'Stream time of the first breach.';
COMMENT ON COLUMN query.alert.changed_at IS
  'Stream time of this change.';
COMMENT ON COLUMN query.alert.reason IS
  'Why it changed.';

CREATE VIEW query.access AS
SELECT e.idx AS idx,
       v ->> 'event' AS event,
       v ->> 'actor' AS actor,
       (v ->> 'at')::timestamptz AS at,
       v -> 'details' AS details
FROM ledger.entry e
  JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
  CROSS JOIN LATERAL query.record_value(b.stored) r(v)
WHERE e.event_type IN (32, 33);
COMMENT ON VIEW query.access IS
  'One row per reading or export that left a trace.';
COMMENT ON COLUMN query.access.idx IS
  'Position of the trace in the ledger.';
COMMENT ON COLUMN query.access.event IS
  'audit.read or audit.exported.';
COMMENT ON COLUMN query.access.actor IS
  'Login or person who read.';
COMMENT ON COLUMN query.access.at IS
  'When.';
COMMENT ON COLUMN query.access.details IS
  'What was asked, by name.';

GRANT SELECT ON query.alert, query.access TO probity_reader;
GRANT SELECT ON query.request, query.feature, query.contribution, query.oversight, query.alert,
  query.access TO probity_body_reader;

CREATE FUNCTION query.requests_of(candidate text)
RETURNS SETOF query.request
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('requests_of',
    jsonb_build_object('candidate', candidate));
  RETURN QUERY SELECT * FROM query.request t
    WHERE t.idx IN (SELECT s.idx FROM query.subject_entry s WHERE s.candidate_id = candidate)
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.requests_of IS
  'What came in about a candidate. At most 10,000; leaves a trace.';

CREATE FUNCTION query.features_of(candidate text)
RETURNS SETOF query.feature
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('features_of',
    jsonb_build_object('candidate', candidate));
  RETURN QUERY SELECT * FROM query.feature t
    WHERE t.idx IN (SELECT s.idx FROM query.subject_entry s WHERE s.candidate_id = candidate)
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.features_of IS
  'Features of a candidate as recorded. At most 10,000; leaves a trace.';

CREATE FUNCTION query.decisions_of(candidate text)
RETURNS SETOF query.decision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('decisions_of',
    jsonb_build_object('candidate', candidate));
  RETURN QUERY SELECT * FROM query.decision t
    WHERE t.candidate_id = candidate
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.decisions_of IS
  'Decisions about a candidate. At most 10,000; leaves a trace.';

CREATE FUNCTION query.decisions(from_time timestamptz, until_time timestamptz)
RETURNS SETOF query.decision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('decisions',
    jsonb_build_object('since', from_time, 'until', until_time));
  RETURN QUERY SELECT * FROM query.decision t
    WHERE t.event_time >= from_time AND t.event_time < until_time
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.decisions IS
  'Decisions of a time. At most 10,000; leaves a trace.';

CREATE FUNCTION query.contributions_of(decision text)
RETURNS SETOF query.contribution
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('contributions_of',
    jsonb_build_object('decision', decision));
  RETURN QUERY SELECT * FROM query.contribution t
    WHERE t.idx = (SELECT x.idx FROM query.explanation_row x
      WHERE x.decision_id = decode(decision, 'hex'))
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.contributions_of IS
  'What each feature added to a decision. At most 10,000; leaves a trace.';

CREATE FUNCTION query.oversight_of(candidate text)
RETURNS SETOF query.oversight
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('oversight_of',
    jsonb_build_object('candidate', candidate));
  RETURN QUERY SELECT * FROM query.oversight t
    WHERE t.idx IN (SELECT s.idx FROM query.subject_entry s WHERE s.candidate_id = candidate)
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.oversight_of IS
  'What people decided about a candidate. At most 10,000; leaves a trace.';

CREATE FUNCTION query.errors(from_time timestamptz, until_time timestamptz)
RETURNS SETOF query.rejection
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('errors',
    jsonb_build_object('since', from_time, 'until', until_time));
  RETURN QUERY SELECT * FROM query.rejection t
    WHERE t.first_failed_at >= from_time AND t.first_failed_at < until_time
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.errors IS
  'Refused records of a time. At most 10,000; leaves a trace.';

CREATE FUNCTION query.releases()
RETURNS SETOF query.release
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('releases', '{}');
  RETURN QUERY SELECT * FROM query.release t
    WHERE true
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.releases IS
  'Every event in the life of every release. At most 10,000; leaves a trace.';

CREATE FUNCTION query.alerts(from_time timestamptz, until_time timestamptz)
RETURNS SETOF query.alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('alerts',
    jsonb_build_object('since', from_time, 'until', until_time));
  RETURN QUERY SELECT * FROM query.alert t
    WHERE t.changed_at >= from_time AND t.changed_at < until_time
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.alerts IS
  'Changes of state of alerts in a time. At most 10,000; leaves a trace.';

CREATE FUNCTION query.accesses(from_time timestamptz, until_time timestamptz)
RETURNS SETOF query.access
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.note_access('accesses',
    jsonb_build_object('since', from_time, 'until', until_time));
  RETURN QUERY SELECT * FROM query.access t
    WHERE t.at >= from_time AND t.at < until_time
    ORDER BY t.idx LIMIT 10000;
END
$$;
COMMENT ON FUNCTION query.accesses IS
  'Who read what in a time. At most 10,000; leaves a trace.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA query FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger.note_access(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION query.record_value(bytea), query.int2_at(bytea, integer),
  query.int4_at(bytea, integer) TO probity_body_reader, probity_reader;
GRANT USAGE ON SCHEMA query TO probity_auditor;
GRANT EXECUTE ON FUNCTION query.requests_of(text), query.features_of(text),
  query.decisions_of(text), query.decisions(timestamptz, timestamptz),
  query.contributions_of(text), query.oversight_of(text),
  query.errors(timestamptz, timestamptz), query.releases(),
  query.alerts(timestamptz, timestamptz), query.accesses(timestamptz, timestamptz)
  TO probity_auditor;
