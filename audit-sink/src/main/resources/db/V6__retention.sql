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
