-- SPDX-License-Identifier: Apache-2.0
-- What time-stamping authorities said about signed heads (RFC 3161): that they existed by then. The
-- three lines of the head are stamped, without its signatures.
CREATE TABLE ledger.stamp (
  size        bigint      NOT NULL REFERENCES ledger.checkpoint,
  authority   text        NOT NULL COLLATE "C",
  token       bytea       NOT NULL CHECK (octet_length(token) <= 65536),
  stamped_at  timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (size, authority)
);
COMMENT ON TABLE ledger.stamp IS 'RFC 3161 time stamps of signed heads.';
COMMENT ON COLUMN ledger.stamp.size IS 'Size of the signed head.';
COMMENT ON COLUMN ledger.stamp.authority IS 'Address the authority was asked at.';
COMMENT ON COLUMN ledger.stamp.token IS 'The TimeStampToken as it came, DER; it proves the rest.';
COMMENT ON COLUMN ledger.stamp.stamped_at IS 'Time in the token, by the authority''s clock.';
COMMENT ON COLUMN ledger.stamp.received_at IS 'When it came in, by the database clock.';

SELECT ledger.protect('ledger.stamp', 'UPDATE OR DELETE');
GRANT SELECT, INSERT ON ledger.stamp TO probity_writer;
GRANT SELECT ON ledger.stamp TO probity_reader, probity_body_reader;
