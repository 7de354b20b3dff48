-- Licences (I3). Number and the holder's name are sealed; the number is found by its keyed hash. What a case or an
-- import has issued is known by its origin, so that issuing it again changes nothing.
CREATE TABLE licence (
    id TEXT PRIMARY KEY NOT NULL,
    origin TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    company BOOLEAN NOT NULL,
    sealed BYTEA NOT NULL,
    number_hash TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    revoked_at TIMESTAMPTZ,
    revoked_by TEXT NOT NULL,
    revoked_reason TEXT NOT NULL
);
CREATE INDEX licence_holder ON licence (holder, company);
CREATE INDEX licence_number ON licence (kind, number_hash);

-- Who showed which licence when, and how often somebody asked about it.
CREATE TABLE showing (
    id TEXT PRIMARY KEY NOT NULL,
    licence TEXT NOT NULL,
    person TEXT NOT NULL,
    shown_at TIMESTAMPTZ NOT NULL,
    checks BIGINT NOT NULL,
    checked_at TIMESTAMPTZ
);
CREATE INDEX showing_licence ON showing (licence, shown_at);
