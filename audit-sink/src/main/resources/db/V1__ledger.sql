-- SPDX-License-Identifier: Apache-2.0
-- The ledger: entries that are never changed, bodies beside them, the tree over the entries.
-- The month stands last in the keys: it is the same all over a partition, idx is looked for.
REVOKE ALL ON SCHEMA ledger FROM PUBLIC;

CREATE TABLE ledger.entry (
  month         date     NOT NULL,
  idx           bigint   NOT NULL,
  flags         smallint NOT NULL,
  event_type    integer  NOT NULL,
  schema_id     integer  NOT NULL,
  topic         text     NOT NULL COLLATE "C",
  part          integer  NOT NULL,
  off           bigint   NOT NULL,
  seq           bigint   NOT NULL,
  record_ts     bigint   NOT NULL,
  ts_type       smallint NOT NULL,
  append_ts     bigint   NOT NULL,
  key_commit    bytea,
  value_commit  bytea,
  headers_commit bytea   NOT NULL,
  body_digest   bytea    NOT NULL,
  decision_id   bytea,
  model_digest  bytea,
  leaf_hash     bytea    NOT NULL,
  PRIMARY KEY (idx, month)
) PARTITION BY RANGE (month);

CREATE TABLE ledger.body (
  month       date   NOT NULL,
  idx         bigint NOT NULL,
  subject_ref bytea,
  stored      bytea  NOT NULL,
  PRIMARY KEY (idx, month)
) PARTITION BY RANGE (month);
-- Bodies are searched by nobody: compressing them would only cost time.
ALTER TABLE ledger.body ALTER COLUMN stored SET STORAGE EXTERNAL;

CREATE TABLE ledger.batch (
  topic          text    NOT NULL COLLATE "C",
  part           integer NOT NULL,
  first_position bigint  NOT NULL,
  next_position  bigint  NOT NULL,
  first_idx      bigint  NOT NULL,
  count          integer NOT NULL,
  PRIMARY KEY (topic, part, first_position),
  UNIQUE (topic, part, next_position),
  CHECK (next_position > first_position AND count >= 0)
);

CREATE INDEX ON ledger.batch (first_idx, count, topic, part, first_position);

CREATE TABLE ledger.tree (
  id             integer PRIMARY KEY CHECK (id = 1),
  size           bigint  NOT NULL CHECK (size >= 0),
  frontier       bytea   NOT NULL,
  last_append_ts bigint  NOT NULL
);
INSERT INTO ledger.tree VALUES (1, 0, '', 0);

CREATE TABLE ledger.sink_offset (
  topic    text    NOT NULL COLLATE "C",
  part     integer NOT NULL,
  topic_id text    NOT NULL,
  next     bigint  NOT NULL CHECK (next >= 0),
  next_seq bigint  NOT NULL CHECK (next_seq >= 0),
  PRIMARY KEY (topic, part)
);

CREATE TABLE ledger.tile (
  level  smallint NOT NULL,
  n      bigint   NOT NULL,
  hashes bytea    NOT NULL CHECK (octet_length(hashes) = 8192),
  PRIMARY KEY (level, n)
);
ALTER TABLE ledger.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE ledger.checkpoint (
  size       bigint      PRIMARY KEY,
  note       bytea       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger.anchor (
  anchor text   NOT NULL,
  size   bigint NOT NULL REFERENCES ledger.checkpoint,
  state  text   NOT NULL CHECK (state IN ('pending', 'done')),
  PRIMARY KEY (anchor, size)
);

COMMENT ON TABLE ledger.entry IS
  'One row per record of every audited topic; what the tree hashes, no personal data.';
COMMENT ON TABLE ledger.body IS 'The raw records; erasable without touching the entries.';
COMMENT ON TABLE ledger.batch IS 'Which positions of which partition each transaction took in.';
COMMENT ON TABLE ledger.tree IS
  'One row: size, frontier and time of the newest entry; its lock makes writers take turns.';
COMMENT ON TABLE ledger.sink_offset IS
  'Next position per partition, moved in the transaction of the rows: the fence.';
COMMENT ON TABLE ledger.tile IS 'Full tiles of 256 hashes.';
COMMENT ON TABLE ledger.checkpoint IS 'Signed tree heads.';
COMMENT ON TABLE ledger.anchor IS 'Where each signed tree head was published.';

-- Triggers only forbid; they compute nothing.
CREATE FUNCTION ledger.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% of %.% is forbidden: the ledger only grows',
    TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION ledger.refuse_shrinking() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.size < OLD.size OR NEW.last_append_ts < OLD.last_append_ts THEN
    RAISE EXCEPTION 'tree of size % cannot become one of size %', OLD.size, NEW.size
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION ledger.refuse_going_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.next < OLD.next OR NEW.next_seq < OLD.next_seq THEN
    RAISE EXCEPTION 'position % of %-% cannot go back to %', OLD.next, OLD.topic, OLD.part, NEW.next
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

-- Row and truncate triggers on one table, also under session_replication_role = replica.
CREATE FUNCTION ledger.protect(relation regclass, row_events text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER refuse_row BEFORE %s ON %s '
                 'FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', row_events, relation);
  EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s '
                 'FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_row', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', relation);
END
$$;

SELECT ledger.protect('ledger.batch', 'UPDATE OR DELETE');
SELECT ledger.protect('ledger.tile', 'UPDATE OR DELETE');
SELECT ledger.protect('ledger.checkpoint', 'UPDATE OR DELETE');
SELECT ledger.protect('ledger.anchor', 'DELETE');
SELECT ledger.protect('ledger.tree', 'DELETE');
SELECT ledger.protect('ledger.sink_offset', 'DELETE');
CREATE TRIGGER grow BEFORE UPDATE ON ledger.tree
  FOR EACH ROW EXECUTE FUNCTION ledger.refuse_shrinking();
ALTER TABLE ledger.tree ENABLE ALWAYS TRIGGER grow;
CREATE TRIGGER forward BEFORE UPDATE ON ledger.sink_offset
  FOR EACH ROW EXECUTE FUNCTION ledger.refuse_going_back();
ALTER TABLE ledger.sink_offset ENABLE ALWAYS TRIGGER forward;

-- Partitions of entry and body for months that do not exist yet. The writer may call it, because a
-- missing month would stop it; it can create empty months and nothing else.
CREATE FUNCTION ledger.ensure_months(first_month date, months integer) RETURNS integer
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
    PERFORM ledger.protect(format('ledger.%I', 'body_' || suffix)::regclass, 'UPDATE OR DELETE');
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER refuse_truncate;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.body
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.body ENABLE ALWAYS TRIGGER refuse_truncate;

-- The writer appends; the only cells it may change are the tree head and the positions.
GRANT USAGE ON SCHEMA ledger
  TO probity_writer, probity_projector, probity_reader, probity_body_reader;
GRANT SELECT, INSERT ON ledger.entry, ledger.body, ledger.batch, ledger.tile, ledger.checkpoint,
  ledger.anchor, ledger.sink_offset TO probity_writer;
GRANT SELECT, UPDATE (size, frontier, last_append_ts) ON ledger.tree TO probity_writer;
GRANT UPDATE (next, next_seq) ON ledger.sink_offset TO probity_writer;
GRANT UPDATE (state) ON ledger.anchor TO probity_writer;
GRANT EXECUTE ON FUNCTION ledger.ensure_months(date, integer) TO probity_writer;

GRANT SELECT ON ledger.entry, ledger.body, ledger.tree TO probity_projector;

GRANT SELECT ON ledger.entry, ledger.batch, ledger.tree, ledger.tile, ledger.checkpoint,
  ledger.anchor, ledger.sink_offset TO probity_reader, probity_body_reader;
GRANT SELECT ON ledger.body TO probity_body_reader;
