-- Documents that events of cases bring. A row is written with its event; the PDF file is made from the events soon
-- after, or when somebody first asks for it, and has no digest before.
CREATE TABLE case_document (
    code TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    issued_at DATETIME NOT NULL,
    sha256 TEXT NOT NULL,
    pages BIGINT NOT NULL,
    leased_until DATETIME
);
CREATE UNIQUE INDEX case_document_event ON case_document (number, seq);
CREATE INDEX case_document_made ON case_document (sha256, issued_at);

-- The code by which anyone may ask whether a signature is genuine; signatures from before have none.
ALTER TABLE signature ADD COLUMN code TEXT;
CREATE UNIQUE INDEX signature_code ON signature (code);
