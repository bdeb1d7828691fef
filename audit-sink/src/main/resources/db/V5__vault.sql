-- SPDX-License-Identifier: Apache-2.0
-- Keys of people, and how one is forgotten: the key and all bodies under it go in one transaction,
-- then the tables that held something are rewritten, and only then erasure.done is published.
CREATE SCHEMA vault;
REVOKE ALL ON SCHEMA vault FROM PUBLIC;

CREATE TABLE vault.subject_key (
  subject_ref bytea       PRIMARY KEY CHECK (octet_length(subject_ref) = 32),
  wrapped     bytea       NOT NULL CHECK (octet_length(wrapped) = 60),
  kek_id      text        NOT NULL COLLATE "C",
  last_used   timestamptz
);
COMMENT ON TABLE vault.subject_key IS
  'The key of each person''s bodies, wrapped by a key that lies outside the database.';
COMMENT ON COLUMN vault.subject_key.subject_ref IS
  'HMAC-SHA-256 of the id under the pseudonym key.';
COMMENT ON COLUMN vault.subject_key.wrapped IS 'nonce ‖ AES-256-GCM of the key.';
COMMENT ON COLUMN vault.subject_key.kek_id IS 'Which key-encryption key wrapped it.';
COMMENT ON COLUMN vault.subject_key.last_used IS
  'Not kept. FOR KEY SHARE demands the right to change a column: this one.';

CREATE TABLE vault.hold (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_ref bytea       NOT NULL,
  subject     text        NOT NULL COLLATE "C",
  reason      text        NOT NULL,
  until       timestamptz NOT NULL,
  set_by      text        NOT NULL,
  set_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  released_at timestamptz
);
CREATE INDEX ON vault.hold (subject_ref);
COMMENT ON TABLE vault.hold IS
  'Legal holds: why records of a person may not be erased yet (GDPR Art. 17(3)(b)).';
COMMENT ON COLUMN vault.hold.id IS 'Number of the hold.';
COMMENT ON COLUMN vault.hold.subject_ref IS 'Whose records are held.';
COMMENT ON COLUMN vault.hold.subject IS 'The same as id, for people; goes with the person.';
COMMENT ON COLUMN vault.hold.reason IS 'Which obligation.';
COMMENT ON COLUMN vault.hold.until IS 'When it ends by itself.';
COMMENT ON COLUMN vault.hold.set_by IS 'Who set it.';
COMMENT ON COLUMN vault.hold.set_at IS 'When, by the database clock.';
COMMENT ON COLUMN vault.hold.released_at IS 'When somebody ended it; null otherwise.';

CREATE TABLE vault.erasure (
  request      text        PRIMARY KEY COLLATE "C",
  subject_ref  bytea       NOT NULL,
  subject      text        COLLATE "C",
  reason       text        NOT NULL,
  actor        text        NOT NULL,
  state        text        NOT NULL
    CHECK (state IN ('requested', 'deferred', 'shredded', 'rewritten', 'done')),
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due          timestamptz,
  shredded_at  timestamptz,
  shredded_xid xid8,
  touched      text[]      NOT NULL DEFAULT '{}',
  idx          bigint[]    NOT NULL DEFAULT '{}',
  done_at      timestamptz,
  CHECK ((subject IS NULL) = (state IN ('shredded', 'rewritten', 'done')))
);
CREATE INDEX ON vault.erasure (state) WHERE state <> 'done';
COMMENT ON TABLE vault.erasure IS 'Requests to erase a person, and how far each has come.';
COMMENT ON COLUMN vault.erasure.request IS 'Id of the request, from whoever keeps the requests.';
COMMENT ON COLUMN vault.erasure.subject_ref IS 'Whom it is about.';
COMMENT ON COLUMN vault.erasure.subject IS 'The same as id; null as soon as it is shredded.';
COMMENT ON COLUMN vault.erasure.reason IS 'Why.';
COMMENT ON COLUMN vault.erasure.actor IS 'Who asked.';
COMMENT ON COLUMN vault.erasure.state IS
  'requested, deferred by a hold, shredded (gone from the tables), rewritten (gone from the disk), '
  'done (told to the ledger).';
COMMENT ON COLUMN vault.erasure.requested_at IS 'When, by the database clock.';
COMMENT ON COLUMN vault.erasure.due IS 'End of the hold that deferred it.';
COMMENT ON COLUMN vault.erasure.shredded_at IS 'When key and bodies went.';
COMMENT ON COLUMN vault.erasure.shredded_xid IS 'In which transaction.';
COMMENT ON COLUMN vault.erasure.touched IS 'Tables that lost rows and must be rewritten.';
COMMENT ON COLUMN vault.erasure.idx IS 'Entries whose bodies are gone.';
COMMENT ON COLUMN vault.erasure.done_at IS 'When the record of it was handed over for publishing.';

-- What the projector reads out of encrypted bodies, since the database cannot.
CREATE TABLE query.request_row (
  idx          bigint      PRIMARY KEY,
  candidate_id text        NOT NULL,
  received_at  timestamptz NOT NULL,
  purpose      text        NOT NULL,
  profile      text        NOT NULL,
  tenant       text,
  requisition  text,
  part         integer     NOT NULL,
  off          bigint      NOT NULL,
  features     text[]      NOT NULL,
  contents     text[]      NOT NULL
);
CREATE INDEX ON query.request_row (candidate_id);
COMMENT ON TABLE query.request_row IS 'One row per candidate that came in.';
COMMENT ON COLUMN query.request_row.idx IS 'Position of the record in the ledger.';
COMMENT ON COLUMN query.request_row.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.request_row.received_at IS 'When the ledger took it in.';
COMMENT ON COLUMN query.request_row.purpose IS 'decision, or history for training only.';
COMMENT ON COLUMN query.request_row.profile IS 'Name of the profile.';
COMMENT ON COLUMN query.request_row.tenant IS 'Whose candidate; null when there is one tenant.';
COMMENT ON COLUMN query.request_row.requisition IS 'Position applied for; null when not given.';
COMMENT ON COLUMN query.request_row.part IS 'Kafka partition of the record.';
COMMENT ON COLUMN query.request_row.off IS 'Kafka offset of the record.';
COMMENT ON COLUMN query.request_row.features IS 'Names of the features.';
COMMENT ON COLUMN query.request_row.contents IS 'Their values; null when missing.';

CREATE TABLE query.oversight_row (
  idx            bigint      PRIMARY KEY,
  decision_id    text,
  candidate_id   text        NOT NULL,
  action         text        NOT NULL,
  actor          text        NOT NULL,
  reason         text        NOT NULL,
  band           text,
  review_seconds double precision,
  decided_at     timestamptz NOT NULL
);
CREATE INDEX ON query.oversight_row (candidate_id);
COMMENT ON TABLE query.oversight_row IS 'One row per decision of a person about a prediction.';
COMMENT ON COLUMN query.oversight_row.idx IS 'Position of the decision in the ledger.';
COMMENT ON COLUMN query.oversight_row.decision_id IS 'Prediction id it is about.';
COMMENT ON COLUMN query.oversight_row.candidate_id IS 'Pseudonym of the candidate.';
COMMENT ON COLUMN query.oversight_row.action IS 'What the person did.';
COMMENT ON COLUMN query.oversight_row.actor IS 'Who did it.';
COMMENT ON COLUMN query.oversight_row.reason IS 'Why, in the person''s words.';
COMMENT ON COLUMN query.oversight_row.band IS 'Band the person chose; null unless overridden.';
COMMENT ON COLUMN query.oversight_row.review_seconds IS 'How long the person looked, in seconds.';
COMMENT ON COLUMN query.oversight_row.decided_at IS 'When.';

CREATE TABLE query.access_row (
  idx          bigint      PRIMARY KEY,
  event        text        NOT NULL,
  actor        text        NOT NULL,
  at           timestamptz NOT NULL,
  candidate_id text,
  details      jsonb       NOT NULL
);
CREATE INDEX ON query.access_row (candidate_id) WHERE candidate_id IS NOT NULL;
CREATE INDEX ON query.access_row (at);
COMMENT ON TABLE query.access_row IS 'One row per reading or export that left a trace.';
COMMENT ON COLUMN query.access_row.idx IS 'Position of the trace in the ledger.';
COMMENT ON COLUMN query.access_row.event IS 'audit.read or audit.exported.';
COMMENT ON COLUMN query.access_row.actor IS 'Login or person who read.';
COMMENT ON COLUMN query.access_row.at IS 'When.';
COMMENT ON COLUMN query.access_row.candidate_id IS 'Whom it was about; null when nobody.';
COMMENT ON COLUMN query.access_row.details IS 'What was asked, by name.';

-- Everything is projected again, now with the features and contributions.
TRUNCATE query.subject_entry, query.prediction_row, query.explanation_row, query.repeat_row,
  query.rejection_row, query.release_row, query.alert_row;
UPDATE query.progress SET next_idx = 0;
ALTER TABLE query.explanation_row
  ADD COLUMN model_version text NOT NULL,
  ADD COLUMN features text[] NOT NULL,
  ADD COLUMN contributions double precision[] NOT NULL;
COMMENT ON COLUMN query.explanation_row.model_version IS 'Version of the release, for people.';
COMMENT ON COLUMN query.explanation_row.features IS 'Names of the features.';
COMMENT ON COLUMN query.explanation_row.contributions IS 'Their shares of the score, in log-odds.';

CREATE OR REPLACE VIEW query.request AS
SELECT r.idx, r.candidate_id, r.received_at, r.purpose, r.profile, r.tenant, r.requisition, r.part,
       r.off
FROM query.request_row r;
CREATE OR REPLACE VIEW query.feature AS
SELECT r.idx, r.candidate_id, f.feature, f.value
FROM query.request_row r CROSS JOIN LATERAL unnest(r.features, r.contents) f (feature, value);
CREATE OR REPLACE VIEW query.contribution AS
SELECT x.idx, encode(x.decision_id, 'hex') AS decision_id,
       x.candidate_id COLLATE "default" AS candidate_id, c.feature, c.contribution,
       x.model_version
FROM query.explanation_row x
  CROSS JOIN LATERAL unnest(x.features, x.contributions) c (feature, contribution);
CREATE OR REPLACE VIEW query.oversight AS
SELECT o.idx, o.decision_id, o.candidate_id, o.action, o.actor, o.reason, o.band,
       o.review_seconds, o.decided_at
FROM query.oversight_row o;
CREATE OR REPLACE VIEW query.access AS
SELECT a.idx, a.event, a.actor, a.at,
       CASE WHEN a.candidate_id IS NULL THEN a.details
         ELSE a.details || jsonb_build_object('candidate', a.candidate_id) END AS details
FROM query.access_row a;
DROP FUNCTION query.record_value(bytea), query.int2_at(bytea, integer),
  query.int4_at(bytea, integer);

-- Where decisions about erased people stood, so that accepted = scored + rejected still adds up.
CREATE TABLE query.erased_row (
  idx   bigint  PRIMARY KEY,
  kind  text    NOT NULL CHECK (kind IN ('prediction', 'explanation', 'rejection')),
  topic text    NOT NULL,
  part  integer,
  off   bigint
);
COMMENT ON TABLE query.erased_row IS 'What is left of an erased row: the position it was about.';
COMMENT ON COLUMN query.erased_row.idx IS 'Position of the entry in the ledger.';
COMMENT ON COLUMN query.erased_row.kind IS 'prediction, explanation or rejection.';
COMMENT ON COLUMN query.erased_row.topic IS
  'Topic of the record it was about, or the door it was refused at.';
COMMENT ON COLUMN query.erased_row.part IS 'Its partition; null when refused at a door.';
COMMENT ON COLUMN query.erased_row.off IS 'Its offset; null when refused at a door.';

CREATE VIEW query.prediction_place AS
SELECT idx, source_part, source_off FROM query.prediction_row
UNION ALL SELECT idx, part, off FROM query.erased_row WHERE kind = 'prediction';
COMMENT ON VIEW query.prediction_place IS 'Which candidate record each prediction is about.';
COMMENT ON COLUMN query.prediction_place.idx IS 'Position of the prediction in the ledger.';
COMMENT ON COLUMN query.prediction_place.source_part IS 'Partition of the candidate record.';
COMMENT ON COLUMN query.prediction_place.source_off IS 'Offset of the candidate record.';
CREATE VIEW query.explanation_place AS
SELECT idx, source_part, source_off FROM query.explanation_row
UNION ALL SELECT idx, part, off FROM query.erased_row WHERE kind = 'explanation';
COMMENT ON VIEW query.explanation_place IS 'Which candidate record each explanation is about.';
COMMENT ON COLUMN query.explanation_place.idx IS 'Position of the explanation in the ledger.';
COMMENT ON COLUMN query.explanation_place.source_part IS 'Partition of the candidate record.';
COMMENT ON COLUMN query.explanation_place.source_off IS 'Offset of the candidate record.';
CREATE VIEW query.rejection_place AS
SELECT idx, original_topic, original_part, original_off FROM query.rejection_row
UNION ALL SELECT idx, topic, part, off FROM query.erased_row WHERE kind = 'rejection';
COMMENT ON VIEW query.rejection_place IS 'Which record each refusal is about.';
COMMENT ON COLUMN query.rejection_place.idx IS 'Position of the refusal in the ledger.';
COMMENT ON COLUMN query.rejection_place.original_topic IS
  'Topic it came from, or the door it was refused at.';
COMMENT ON COLUMN query.rejection_place.original_part IS
  'Its partition; null when refused at a door.';
COMMENT ON COLUMN query.rejection_place.original_off IS
  'Its offset; null when refused at a door.';

-- The planner's statistics keep samples of values; of people they must not.
DO $statistics$
DECLARE
  personal record;
BEGIN
  FOR personal IN
    SELECT c.oid::regclass AS relation, a.attname AS name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.oid IN ('query.subject_entry'::regclass, 'query.prediction_row'::regclass,
        'query.explanation_row'::regclass, 'query.repeat_row'::regclass,
        'query.rejection_row'::regclass, 'query.request_row'::regclass,
        'query.oversight_row'::regclass, 'query.access_row'::regclass, 'vault.hold'::regclass,
        'vault.erasure'::regclass, 'vault.subject_key'::regclass, 'ledger.outbox'::regclass)
      AND a.attname IN ('candidate_id', 'subject', 'subject_ref', 'wrapped', 'reason', 'features',
        'contents', 'contributions', 'factors', 'details', 'tenant', 'requisition', 'band',
        'raw_probability', 'probability', 'base_value', 'residual', 'value_digest')
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0',
      personal.relation, personal.name);
  END LOOP;
END
$statistics$;

-- Bodies may go, by the shredder's hand alone.
CREATE FUNCTION ledger.refuse_body() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'probity_shredder' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% of %.% is forbidden: bodies go by erasure only',
    TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION ledger.protect_body(relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE TRIGGER refuse_row BEFORE UPDATE OR DELETE ON %s '
                 'FOR EACH ROW EXECUTE FUNCTION ledger.refuse_body()', relation);
  EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s '
                 'FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_row', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', relation);
END
$$;
SELECT ledger.protect_body(inhrelid::regclass) FROM pg_inherits
WHERE inhparent = 'ledger.body'::regclass;

CREATE OR REPLACE FUNCTION ledger.ensure_months(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month date;
  suffix text;
  made integer := 0;
BEGIN
  IF months NOT BETWEEN 1 AND 24 THEN
    RAISE EXCEPTION 'months is %, expected 1 to 24', months;
  END IF;
  PERFORM pg_advisory_xact_lock(7310001);
  FOR i IN 0 .. months - 1 LOOP
    month := (date_trunc('month', first_month::timestamp) + make_interval(months => i))::date;
    suffix := to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass('ledger.entry_' || suffix) IS NOT NULL;
    EXECUTE format('CREATE TABLE ledger.%I PARTITION OF ledger.entry FOR VALUES FROM (%L) TO (%L) '
                   'WITH (autovacuum_vacuum_insert_threshold = 2000000)',
                   'entry_' || suffix, month, month + interval '1 month');
    EXECUTE format('ALTER TABLE ledger.%I ADD UNIQUE (topic, part, off)', 'entry_' || suffix);
    EXECUTE format('CREATE INDEX ON ledger.%I (decision_id) WHERE decision_id IS NOT NULL',
                   'entry_' || suffix);
    EXECUTE format('CREATE TABLE ledger.%I PARTITION OF ledger.body FOR VALUES FROM (%L) TO (%L) '
                   'WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_threshold = 2000000)',
                   'body_' || suffix, month, month + interval '1 month');
    EXECUTE format('CREATE INDEX ON ledger.%I (subject_ref) WHERE subject_ref IS NOT NULL',
                   'body_' || suffix);
    PERFORM ledger.protect(format('ledger.%I', 'entry_' || suffix)::regclass, 'UPDATE OR DELETE');
    PERFORM ledger.protect_body(format('ledger.%I', 'body_' || suffix)::regclass);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION ledger.refuse_body(), ledger.protect_body(regclass) FROM PUBLIC;

CREATE FUNCTION vault.note(happened text, by_whom text, facts jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.outbox (event, actor, details) VALUES (happened, by_whom, facts)
$$;

-- A table's own check would write the whole row to the log when it fails, the person included.
CREATE FUNCTION vault.check_texts(request_id text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(length(request_id), 0) NOT BETWEEN 1 AND 200 THEN
    RAISE EXCEPTION 'a request id has 1 to 200 characters' USING ERRCODE = '22023';
  ELSIF coalesce(length(why), 0) NOT BETWEEN 1 AND 1000 THEN
    RAISE EXCEPTION 'a reason has 1 to 1000 characters' USING ERRCODE = '22023';
  END IF;
END
$$;

-- Takes a request in; the same request again changes nothing.
CREATE FUNCTION vault.request_erasure(
  request_id text, who text, who_ref bytea, why text, by_whom text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known vault.erasure;
BEGIN
  PERFORM vault.check_texts(request_id, why);
  LOCK TABLE vault.erasure IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO known FROM vault.erasure e WHERE e.request = request_id;
  IF FOUND AND known.subject_ref <> who_ref THEN
    RAISE EXCEPTION 'request % is about somebody else', request_id USING ERRCODE = '23505';
  ELSIF FOUND THEN
    RETURN known.state;
  END IF;
  INSERT INTO vault.erasure (request, subject_ref, subject, reason, actor, state)
  VALUES (request_id, who_ref, who, why, by_whom, 'requested');
  PERFORM vault.note('erasure.requested', by_whom,
    jsonb_build_object('request', request_id, 'reason', why));
  RETURN 'requested';
END
$$;

-- Defers the request while a hold stands; else destroys the key, the bodies and what was read out
-- of them. The projector and the sink wait meanwhile: one at its position, one at the key.
CREATE FUNCTION vault.shred(request_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked vault.erasure;
  held_until timestamptz;
  projected bigint;
  keyed boolean;
  gone bigint[] := '{}';
  poorer text[] := '{vault.erasure,vault.subject_key}';
  relation text;
  rows bigint;
BEGIN
  LOCK TABLE vault.hold IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO asked FROM vault.erasure e WHERE e.request = request_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no request %', request_id USING ERRCODE = 'no_data_found';
  END IF;
  IF asked.state NOT IN ('requested', 'deferred') THEN
    RETURN asked.state;
  END IF;
  SELECT max(h.until) INTO held_until FROM vault.hold h
  WHERE h.subject_ref = asked.subject_ref AND h.released_at IS NULL AND h.until > now();
  IF held_until IS NOT NULL THEN
    IF asked.due IS DISTINCT FROM held_until THEN
      UPDATE vault.erasure e SET state = 'deferred', due = held_until WHERE e.request = request_id;
      PERFORM vault.note('erasure.deferred', asked.actor,
        jsonb_build_object('request', request_id, 'due', held_until));
    END IF;
    RETURN 'deferred';
  END IF;

  SELECT p.next_idx INTO projected FROM query.progress p WHERE p.id = 1 FOR UPDATE;
  -- Without a key there is no body; one that the sink creates meanwhile is of a new beginning.
  PERFORM FROM vault.subject_key k WHERE k.subject_ref = asked.subject_ref FOR UPDATE;
  keyed := FOUND;
  IF keyed THEN
    SELECT coalesce(array_agg(b.idx ORDER BY b.idx), '{}') INTO gone
    FROM ledger.body b WHERE b.subject_ref = asked.subject_ref;
  END IF;
  IF gone[cardinality(gone)] >= projected THEN
    RAISE EXCEPTION 'the projector has not read entry % yet', gone[cardinality(gone)]
      USING ERRCODE = 'lock_not_available';
  END IF;

  INSERT INTO query.erased_row (idx, kind, topic, part, off)
  SELECT p.idx, 'prediction', 'probity.candidates.v1', p.source_part, p.source_off
  FROM query.prediction_row p WHERE p.candidate_id = asked.subject OR p.idx = ANY (gone)
  UNION ALL
  SELECT x.idx, 'explanation', 'probity.candidates.v1', x.source_part, x.source_off
  FROM query.explanation_row x WHERE x.candidate_id = asked.subject OR x.idx = ANY (gone)
  UNION ALL
  SELECT r.idx, 'rejection', r.original_topic, r.original_part, r.original_off
  FROM query.rejection_row r WHERE r.candidate_id = asked.subject OR r.idx = ANY (gone)
  ON CONFLICT DO NOTHING;
  FOREACH relation IN ARRAY '{subject_entry,request_row,prediction_row,explanation_row,repeat_row,
      rejection_row,oversight_row,access_row}'::text[] LOOP
    EXECUTE format('DELETE FROM query.%I WHERE candidate_id = $1 OR idx = ANY ($2)', relation)
      USING asked.subject, gone;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF rows > 0 THEN
      poorer := poorer || ('query.' || relation);
    END IF;
  END LOOP;
  UPDATE ledger.outbox o SET details = o.details - 'candidate'
  WHERE o.details ->> 'candidate' = asked.subject;
  IF FOUND THEN
    poorer := poorer || 'ledger.outbox'::text;
  END IF;
  DELETE FROM vault.hold h WHERE h.subject_ref = asked.subject_ref;
  IF FOUND THEN
    poorer := poorer || 'vault.hold'::text;
  END IF;
  IF keyed THEN
    DELETE FROM ledger.body b WHERE b.subject_ref = asked.subject_ref;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF rows <> cardinality(gone) THEN
      RAISE EXCEPTION '% bodies went, expected %', rows, cardinality(gone);
    END IF;
    DELETE FROM vault.subject_key k WHERE k.subject_ref = asked.subject_ref;
  END IF;
  UPDATE vault.erasure e SET state = 'shredded', subject = NULL, due = NULL, idx = gone,
    touched = poorer, shredded_at = clock_timestamp(), shredded_xid = pg_current_xact_id()
  WHERE e.request = request_id;
  RETURN 'shredded';
END
$$;

CREATE FUNCTION vault.rewritten(request_id text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE vault.erasure e SET state = 'rewritten'
  WHERE e.request = request_id AND e.state = 'shredded'
$$;

-- Hands erasure.done over to the outbox: the request and which entries lost their bodies, as ranges
-- in texts a record can hold; no identity.
CREATE FUNCTION vault.finish(request_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked vault.erasure;
  ranges text[];
  facts jsonb;
  per_text CONSTANT integer := 24;
  per_event CONSTANT integer := 24 * 40;
BEGIN
  SELECT * INTO asked FROM vault.erasure e WHERE e.request = request_id FOR UPDATE;
  IF asked.state IS DISTINCT FROM 'rewritten' THEN
    RETURN;
  END IF;
  SELECT coalesce(array_agg(CASE WHEN low = high THEN low::text ELSE low || '-' || high END
    ORDER BY low), '{}') INTO ranges
  FROM (SELECT min(i) AS low, max(i) AS high
    FROM (SELECT i, i - row_number() OVER (ORDER BY i) AS island FROM unnest(asked.idx) i) n
    GROUP BY island) r;
  FOR event IN 0 .. greatest(cardinality(ranges) - 1, 0) / per_event LOOP
    facts := jsonb_build_object('request', request_id, 'entries', cardinality(asked.idx));
    FOR part IN 0 .. 39 LOOP
      EXIT WHEN event * per_event + part * per_text >= cardinality(ranges);
      facts := facts || jsonb_build_object('idx-' || lpad(part::text, 2, '0'), array_to_string(
        ranges[event * per_event + part * per_text + 1
          : event * per_event + least((part + 1) * per_text, per_event)], ','));
    END LOOP;
    PERFORM vault.note('erasure.done', asked.actor, facts);
  END LOOP;
  UPDATE vault.erasure e SET state = 'done', done_at = clock_timestamp()
  WHERE e.request = request_id;
END
$$;

CREATE FUNCTION vault.set_hold(
  who text, who_ref bytea, why text, hold_until timestamptz, by_whom text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint;
BEGIN
  PERFORM vault.check_texts('hold', why);
  IF hold_until <= now() THEN
    RAISE EXCEPTION 'a hold until % ends before it begins', hold_until USING ERRCODE = '22023';
  END IF;
  LOCK TABLE vault.hold IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO vault.hold (subject_ref, subject, reason, until, set_by)
  VALUES (who_ref, who, why, hold_until, by_whom) RETURNING id INTO made;
  PERFORM vault.note('hold.set', by_whom,
    jsonb_build_object('hold', made, 'reason', why, 'until', hold_until));
  RETURN made;
END
$$;

CREATE FUNCTION vault.release_hold(hold_id bigint, why text, by_whom text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE vault.hold h SET released_at = clock_timestamp()
  WHERE h.id = hold_id AND h.released_at IS NULL;
  IF FOUND THEN
    PERFORM vault.note('hold.released', by_whom,
      jsonb_build_object('hold', hold_id, 'reason', why));
  END IF;
  RETURN FOUND;
END
$$;

CREATE FUNCTION vault.holds()
RETURNS TABLE (id bigint, subject text, reason text, until timestamptz, set_by text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.id, h.subject, h.reason, h.until, h.set_by FROM vault.hold h
  WHERE h.released_at IS NULL AND h.until > now() ORDER BY h.id
$$;

CREATE FUNCTION vault.erasures()
RETURNS TABLE (request text, state text, due timestamptz, requested_at timestamptz,
  done_at timestamptz, idx bigint[], touched text[], shredded_xid xid8, ready boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.request, e.state, e.due, e.requested_at, e.done_at, e.idx, e.touched, e.shredded_xid,
    e.state NOT IN ('done', 'deferred') OR (e.state = 'deferred' AND NOT EXISTS (
      SELECT FROM vault.hold h WHERE h.subject_ref = e.subject_ref AND h.released_at IS NULL
        AND h.until > now()))
  FROM vault.erasure e
$$;

-- The functions act as the shredder, who can do this and no more.
GRANT USAGE ON SCHEMA ledger, query TO probity_shredder;
GRANT USAGE, CREATE ON SCHEMA vault TO probity_shredder;
GRANT SELECT, UPDATE, DELETE ON vault.subject_key TO probity_shredder;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.hold TO probity_shredder;
GRANT SELECT, INSERT, UPDATE ON vault.erasure TO probity_shredder;
GRANT SELECT, DELETE ON ledger.body TO probity_shredder;
GRANT SELECT, INSERT, UPDATE (details) ON ledger.outbox TO probity_shredder;
GRANT SELECT, UPDATE (next_idx) ON query.progress TO probity_shredder;
GRANT SELECT, INSERT ON query.erased_row TO probity_shredder;
GRANT SELECT, DELETE ON query.subject_entry, query.request_row, query.prediction_row,
  query.explanation_row, query.repeat_row, query.rejection_row, query.oversight_row,
  query.access_row TO probity_shredder;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
ALTER FUNCTION vault.note(text, text, jsonb) OWNER TO probity_shredder;
ALTER FUNCTION vault.check_texts(text, text) OWNER TO probity_shredder;
ALTER FUNCTION vault.request_erasure(text, text, bytea, text, text) OWNER TO probity_shredder;
ALTER FUNCTION vault.shred(text) OWNER TO probity_shredder;
ALTER FUNCTION vault.rewritten(text) OWNER TO probity_shredder;
ALTER FUNCTION vault.finish(text) OWNER TO probity_shredder;
ALTER FUNCTION vault.set_hold(text, bytea, text, timestamptz, text) OWNER TO probity_shredder;
ALTER FUNCTION vault.release_hold(bigint, text, text) OWNER TO probity_shredder;
ALTER FUNCTION vault.holds() OWNER TO probity_shredder;
ALTER FUNCTION vault.erasures() OWNER TO probity_shredder;
REVOKE CREATE ON SCHEMA vault FROM probity_shredder;

GRANT USAGE ON SCHEMA vault TO probity_eraser, probity_writer, probity_projector,
  probity_body_reader, probity_maintainer;
SET ROLE probity_shredder;
GRANT EXECUTE ON FUNCTION vault.request_erasure(text, text, bytea, text, text), vault.shred(text),
  vault.rewritten(text), vault.finish(text),
  vault.set_hold(text, bytea, text, timestamptz, text), vault.release_hold(bigint, text, text),
  vault.holds(), vault.erasures() TO probity_eraser;
RESET ROLE;
GRANT SELECT, INSERT, UPDATE (last_used) ON vault.subject_key TO probity_writer;
GRANT SELECT ON vault.subject_key TO probity_projector, probity_body_reader;

GRANT SELECT, INSERT ON query.request_row, query.oversight_row, query.access_row
  TO probity_projector;
GRANT SELECT ON query.erased_row, query.prediction_place, query.explanation_place,
  query.rejection_place TO probity_projector;
GRANT SELECT ON query.request_row, query.oversight_row, query.access_row, query.erased_row,
  query.prediction_place, query.explanation_place, query.rejection_place
  TO probity_reader, probity_body_reader;

-- From version 17 on, a role may be let rewrite tables it does not own.
DO $maintain$
BEGIN
  IF current_setting('server_version_num')::integer >= 170000 THEN
    GRANT USAGE ON SCHEMA ledger, query TO probity_maintainer;
    EXECUTE 'GRANT MAINTAIN ON vault.subject_key, vault.hold, vault.erasure, ledger.outbox, '
      'query.subject_entry, query.request_row, query.prediction_row, query.explanation_row, '
      'query.repeat_row, query.rejection_row, query.oversight_row, query.access_row '
      'TO probity_maintainer';
  END IF;
END
$maintain$;
