-- SPDX-License-Identifier: Apache-2.0
-- Roles of the ledger. Run by an installer that may create roles; running it again changes nothing.
-- Passwords are set apart. NOINHERIT: a login holds a further role only while it says SET ROLE.
DO $roles$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_owner') THEN
    CREATE ROLE probity_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_writer') THEN
    CREATE ROLE probity_writer LOGIN NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_projector') THEN
    CREATE ROLE probity_projector NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_reader') THEN
    CREATE ROLE probity_reader LOGIN NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_body_reader') THEN
    CREATE ROLE probity_body_reader NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_auditor') THEN
    CREATE ROLE probity_auditor NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_retention') THEN
    CREATE ROLE probity_retention LOGIN NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_eraser') THEN
    CREATE ROLE probity_eraser LOGIN NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_shredder') THEN
    CREATE ROLE probity_shredder NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probity_maintainer') THEN
    CREATE ROLE probity_maintainer NOLOGIN;
  END IF;
  EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO probity_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probity_writer', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probity_reader', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probity_auditor', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probity_retention', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probity_eraser', current_database());
END
$roles$;
GRANT probity_projector TO probity_writer;
GRANT probity_body_reader TO probity_reader;
-- The eraser calls functions that act as the shredder, and rewrites tables as the maintainer. The
-- owner is a member of the shredder only to give it its functions.
GRANT probity_shredder TO probity_owner;
GRANT probity_maintainer TO probity_eraser;
DO $server$
BEGIN
  GRANT pg_checkpoint, pg_read_all_stats TO probity_maintainer;
  GRANT EXECUTE ON FUNCTION pg_catalog.pg_switch_wal(), pg_catalog.pg_ls_waldir()
    TO probity_maintainer;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'erasures will wait: a superuser must grant pg_checkpoint, pg_read_all_stats, '
    'pg_switch_wal and pg_ls_waldir to probity_maintainer';
END
$server$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Where the server has loaded pgaudit, what people type in SQL is in its log; what our own logins
-- do is in the ledger already.
DO $pgaudit$
BEGIN
  IF current_setting('shared_preload_libraries') ~ '\mpgaudit\M' THEN
    CREATE EXTENSION IF NOT EXISTS pgaudit;
    EXECUTE format('ALTER DATABASE %I SET pgaudit.log = %L',
      current_database(), 'read, write, function, role, ddl');
    EXECUTE format('ALTER DATABASE %I SET pgaudit.log_catalog = off', current_database());
    ALTER ROLE probity_owner SET pgaudit.log = 'role, ddl';
    ALTER ROLE probity_writer SET pgaudit.log = 'none';
    ALTER ROLE probity_reader SET pgaudit.log = 'none';
    ALTER ROLE probity_retention SET pgaudit.log = 'ddl';
    ALTER ROLE probity_eraser SET pgaudit.log = 'none';
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'pgaudit stays as it is: a superuser must create the extension and set pgaudit.log';
END
$pgaudit$;
-- A stopped writer must not keep the tree row locked.
ALTER ROLE probity_writer SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE probity_writer SET lock_timeout = '15s';
ALTER ROLE probity_writer SET statement_timeout = '20s';
ALTER ROLE probity_reader SET default_transaction_read_only = 'on';
ALTER ROLE probity_eraser SET lock_timeout = '15s';
ALTER ROLE probity_eraser SET idle_in_transaction_session_timeout = '60s';
