-- SPDX-License-Identifier: Apache-2.0
-- What witnesses said about signed heads. A head itself is never changed, so their lines stand
-- beside it; who hands a head out appends them.
CREATE TABLE ledger.cosignature (
  size        bigint      NOT NULL REFERENCES ledger.checkpoint,
  witness     text        NOT NULL COLLATE "C",
  line        bytea       NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (size, witness)
);
COMMENT ON TABLE ledger.cosignature IS 'Signature lines of witnesses, to append to a signed head.';
COMMENT ON COLUMN ledger.cosignature.size IS 'Size of the signed head.';
COMMENT ON COLUMN ledger.cosignature.witness IS 'Name of the witness and of its key.';
COMMENT ON COLUMN ledger.cosignature.line IS 'The signature line as the witness sent it.';
COMMENT ON COLUMN ledger.cosignature.received_at IS 'When it came in, by the database clock.';

SELECT ledger.protect('ledger.cosignature', 'UPDATE OR DELETE');
GRANT SELECT, INSERT ON ledger.cosignature TO probity_writer;
GRANT SELECT ON ledger.cosignature TO probity_reader, probity_body_reader;
