-- Seals that companies keep here (A5), and the one that was put beside a signature, as it was then.
CREATE TABLE company_seal (
    company TEXT PRIMARY KEY NOT NULL,
    media TEXT NOT NULL,
    image BYTEA NOT NULL,
    sha256 TEXT NOT NULL,
    kept_by TEXT NOT NULL,
    kept_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE signature ADD COLUMN stamp_media TEXT NOT NULL DEFAULT '';
ALTER TABLE signature ADD COLUMN stamp BYTEA;
