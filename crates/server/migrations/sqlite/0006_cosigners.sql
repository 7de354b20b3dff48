-- Invitations to sign a draft beside the applicant (A5): one for each cosigner of a draft.
CREATE TABLE invitation (
    id TEXT PRIMARY KEY NOT NULL,
    draft TEXT NOT NULL,
    owner TEXT NOT NULL,
    cosigner TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    token BLOB NOT NULL,
    state TEXT NOT NULL,
    person TEXT NOT NULL,
    signature TEXT NOT NULL,
    sm3 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason BLOB,
    expires_at DATETIME NOT NULL,
    answered_at DATETIME,
    UNIQUE (draft, cosigner)
);
CREATE INDEX invitation_person ON invitation (person);
