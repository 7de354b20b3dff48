-- What the registries of a demonstration say: sealed, found by the keyed hash of what one asks with.
CREATE TABLE registry_record (
    registry TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (registry, key_hash)
);
-- Who was looked up where for which case, and whether something was found; not what.
CREATE TABLE registry_lookup (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    registry TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX registry_lookup_number ON registry_lookup (number);
-- Instant approvals that were drawn by lot to be checked by a person; a projection.
CREATE TABLE case_sample (
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    state TEXT NOT NULL,
    drawn_at TIMESTAMPTZ NOT NULL,
    checked_at TIMESTAMPTZ,
    PRIMARY KEY (number, item)
);
CREATE INDEX case_sample_state ON case_sample (state, department, drawn_at);
