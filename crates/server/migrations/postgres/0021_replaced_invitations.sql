-- Links to sign by that no longer hold, since they were taken back or a newer one was sent (A5): who follows one is told so.
CREATE TABLE replaced_invitation (
    token_hash TEXT PRIMARY KEY NOT NULL,
    draft TEXT NOT NULL,
    owner TEXT NOT NULL,
    person TEXT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX replaced_invitation_draft ON replaced_invitation (draft);
