-- SPDX-License-Identifier: Apache-2.0
-- What is handed out is noted, and what is old enough is dropped, each by a function that is the
-- only way to do it.

-- An export by our own command, in the transaction that read it.
CREATE FUNCTION ledger.note_export(actor text, details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.outbox (event, actor, details) VALUES ('audit.exported', actor, details)
$$;
COMMENT ON FUNCTION ledger.note_export IS 'Notes who exported what; the sink makes an entry of it.';
REVOKE ALL ON FUNCTION ledger.note_export(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.note_export(text, jsonb) TO probity_reader, probity_body_reader;

CREATE TABLE ledger.boundary (
  size             bigint      PRIMARY KEY CHECK (size > 0),
  before           date        NOT NULL,
  newest_append_ts bigint      NOT NULL,
  frontier         bytea       NOT NULL
    CHECK (octet_length(frontier) = 32 * bit_count(size::bit(64))),
  root             bytea       NOT NULL CHECK (octet_length(root) = 32),
  dropped_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE ledger.boundary IS
  'Where the ledger was cut after its retention: entries below size are gone, their hashes stay.';
COMMENT ON COLUMN ledger.boundary.size IS 'First idx that was kept.';
COMMENT ON COLUMN ledger.boundary.before IS 'First month that was kept.';
COMMENT ON COLUMN ledger.boundary.newest_append_ts IS
  'Append time of the newest entry that was dropped, in milliseconds.';
COMMENT ON COLUMN ledger.boundary.frontier IS 'Compact range of the tree at this size.';
COMMENT ON COLUMN ledger.boundary.root IS 'Root of the tree at this size.';
COMMENT ON COLUMN ledger.boundary.dropped_at IS 'When, by the database clock.';

CREATE TABLE ledger.boundary_source (
  size     bigint  NOT NULL REFERENCES ledger.boundary,
  topic    text    NOT NULL COLLATE "C",
  part     integer NOT NULL,
  next_off bigint  NOT NULL,
  next_seq bigint  NOT NULL,
  PRIMARY KEY (size, topic, part)
);
COMMENT ON TABLE ledger.boundary_source IS 'Where each partition stood at a boundary.';
COMMENT ON COLUMN ledger.boundary_source.size IS 'The boundary.';
COMMENT ON COLUMN ledger.boundary_source.topic IS 'Topic.';
COMMENT ON COLUMN ledger.boundary_source.part IS 'Partition.';
COMMENT ON COLUMN ledger.boundary_source.next_off IS 'Offset behind the last one dropped.';
COMMENT ON COLUMN ledger.boundary_source.next_seq IS 'Number of the first entry that was kept.';
SELECT ledger.protect('ledger.boundary', 'UPDATE OR DELETE');
SELECT ledger.protect('ledger.boundary_source', 'UPDATE OR DELETE');
GRANT SELECT ON ledger.boundary, ledger.boundary_source
  TO probity_writer, probity_projector, probity_reader, probity_body_reader;

-- A condition of the drop that does not hold.
CREATE FUNCTION ledger.require(holds boolean, otherwise text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = otherwise;
  END IF;
END
$$;

-- Nothing of these months may be under a legal hold or in the middle of an erasure. Where nobody
-- can be held or erased there are no such tables.
CREATE FUNCTION ledger.require_no_hold(border date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found bigint;
BEGIN
  IF to_regclass('vault.hold') IS NOT NULL THEN
    EXECUTE 'SELECT count(*) FROM vault.hold h WHERE h.released_at IS NULL'
      ' AND h.until > clock_timestamp() AND EXISTS (SELECT FROM ledger.body b'
      ' WHERE b.subject_ref = h.subject_ref AND b.month < $1)' INTO found USING border;
    PERFORM ledger.require(found = 0, found || ' legal holds are on records of these months');
  END IF;
  IF to_regclass('vault.erasure') IS NOT NULL THEN
    EXECUTE 'SELECT count(*) FROM vault.erasure WHERE state IN (''shredded'', ''rewritten'')'
      INTO found;
    PERFORM ledger.require(found = 0, found || ' erasures are under way');
  END IF;
END
$$;

-- Rows of the projection about people go with their entries; what happened to releases and alerts
-- stays. What came of a candidate whose own entry is kept stays too, or it would look lost.
CREATE FUNCTION ledger.forget_projection(boundary bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation regclass;
  offs text;
  kept text;
BEGIN
  FOR relation IN
    SELECT c.oid::regclass FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'query'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'idx' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relname NOT IN ('release_row', 'alert_row')
  LOOP
    offs := CASE relation::text
      WHEN 'query.prediction_row' THEN 'source'
      WHEN 'query.explanation_row' THEN 'source'
      WHEN 'query.rejection_row' THEN 'original'
      END;
    kept := CASE WHEN offs IS NULL THEN '' ELSE format(
      ' AND NOT EXISTS (SELECT FROM (SELECT e.part, min(e.off) AS off FROM ledger.entry e'
      ' WHERE e.event_type = 1 AND e.idx >= $1 GROUP BY e.part) k'
      ' WHERE k.part = t.%s_part AND t.%s_off >= k.off)', offs, offs) END;
    EXECUTE format('DELETE FROM %s t WHERE t.idx < $1', relation) || kept USING boundary;
  END LOOP;
END
$$;

-- Drops the months before border. What it is given is checked against what is stored; frontier and
-- root are checked by whoever verifies, from the tiles, which stay.
CREATE FUNCTION ledger.drop_before(border date, days integer, boundary bigint, new_frontier bytea,
  new_root bytea, exported_size bigint, exported_root text, actor text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET lock_timeout = '15s' SET statement_timeout = '10min' AS $$
DECLARE
  earlier bigint := coalesce((SELECT max(b.size) FROM ledger.boundary b), 0);
  low bigint;
  high bigint;
  entries bigint;
  newest bigint;
  whole bigint := (boundary + 255) / 256;
  month name;
BEGIN
  PERFORM ledger.require(days >= 184, 'a retention of ' || days || ' days is below 184 (AI Act'
    || ' Art. 19(1), 26(6))');
  PERFORM ledger.require(border = date_trunc('month', border)::date,
    border || ' is not the first of a month');
  PERFORM FROM ledger.tree WHERE id = 1 FOR UPDATE;
  SELECT min(e.idx), max(e.idx), count(*), max(e.append_ts) INTO low, high, entries, newest
    FROM ledger.entry e WHERE e.month < border;
  PERFORM ledger.require(entries > 0, 'there is no entry before ' || border);
  PERFORM ledger.require(low = earlier AND entries = high + 1 - low AND boundary = high + 1,
    'the entries before ' || border || ' are not those from ' || earlier || ' to '
    || boundary - 1);
  PERFORM ledger.require(
    newest < floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - days * 86400000::bigint,
    'entry ' || high || ' is younger than ' || days || ' days');
  PERFORM ledger.require((SELECT count(*) = whole FROM ledger.tile t
    WHERE t.level = 0 AND t.n < whole),
    'the tile over entry ' || high || ' is not full yet');
  PERFORM ledger.require(EXISTS (SELECT FROM ledger.checkpoint c WHERE c.size >= boundary
      AND (EXISTS (SELECT FROM ledger.anchor a WHERE a.size = c.size AND a.state = 'done')
        OR EXISTS (SELECT FROM ledger.cosignature k WHERE k.size = c.size))),
    'no signed head over entry ' || high || ' is anchored');
  PERFORM ledger.require(exported_size >= 256 * whole AND EXISTS (SELECT FROM ledger.checkpoint c
      WHERE c.size = exported_size
        AND split_part(convert_from(c.note, 'UTF8'), E'\n', 3) = exported_root),
    'the tiles with entry ' || high || ' are not all exported');
  PERFORM ledger.require((SELECT p.next_idx >= boundary FROM query.progress p),
    'entry ' || high || ' is not projected yet');
  PERFORM ledger.require_no_hold(border);
  INSERT INTO ledger.boundary (size, before, newest_append_ts, frontier, root)
    VALUES (boundary, border, newest, new_frontier, new_root);
  INSERT INTO ledger.boundary_source (size, topic, part, next_off, next_seq)
    SELECT boundary, s.topic, s.part, max(s.next_off), max(s.next_seq) FROM (
      SELECT e.topic, e.part, e.off + 1 AS next_off, e.seq + 1 AS next_seq
        FROM ledger.entry e WHERE e.month < border
      UNION ALL
      SELECT b.topic, b.part, b.next_off, b.next_seq FROM ledger.boundary_source b
        WHERE b.size = earlier) s
    GROUP BY s.topic, s.part;
  PERFORM ledger.forget_projection(boundary);
  FOR month IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('ledger.entry'::regclass, 'ledger.body'::regclass)
      AND right(c.relname, 7) < to_char(border, 'YYYY_MM')
    ORDER BY c.relname DESC
  LOOP
    EXECUTE format('DROP TABLE ledger.%I', month);
  END LOOP;
  INSERT INTO ledger.outbox (event, actor, details) VALUES ('retention.dropped', actor,
    jsonb_build_object('first', earlier, 'size', boundary, 'root', encode(new_root, 'base64'),
      'newest', newest, 'before', border, 'days', days));
  RETURN entries;
END
$$;
COMMENT ON FUNCTION ledger.drop_before IS
  'Drops the months before a date once their retention is over; the only way to do it.';
REVOKE ALL ON FUNCTION ledger.require(boolean, text), ledger.require_no_hold(date),
  ledger.forget_projection(bigint),
  ledger.drop_before(date, integer, bigint, bytea, bytea, bigint, text, text) FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO probity_retention;
GRANT EXECUTE ON FUNCTION
  ledger.drop_before(date, integer, bigint, bytea, bytea, bigint, text, text)
  TO probity_retention;

-- A key took over, told with the head that both signed; and a key is not believed any more.
CREATE FUNCTION ledger.note_rotation(old_key text, new_key text, size bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.outbox (event, actor, details) VALUES ('key.rotated', 'audit-sink',
    jsonb_build_object('previous', old_key, 'key', new_key, 'size', size))
$$;
CREATE FUNCTION ledger.note_revocation(old_key text, size bigint, actor text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.outbox (event, actor, details) VALUES ('key.revoked', actor,
    jsonb_build_object('key', old_key, 'size', size))
$$;
REVOKE ALL ON FUNCTION ledger.note_rotation(text, text, bigint),
  ledger.note_revocation(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.note_rotation(text, text, bigint),
  ledger.note_revocation(text, bigint, text) TO probity_writer;
