-- Signatures that no case has yet (A5): each serves for a day. `checked` says that the service has computed what it binds
-- to; what a correction will carry is compared only when it comes. They are few, so that clearing up need not look through
-- all signatures.
CREATE TABLE unfiled_signature (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    checked BOOLEAN NOT NULL,
    signed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX unfiled_signature_owner ON unfiled_signature (owner, signed_at);
CREATE INDEX unfiled_signature_signed ON unfiled_signature (signed_at);
-- Of those from before, nobody knows what was compared but where somebody was invited to sign.
INSERT INTO unfiled_signature (id, owner, checked, signed_at)
SELECT made.id, made.owner,
       EXISTS (SELECT 1 FROM invitation WHERE invitation.person = made.owner AND invitation.signature = made.id),
       made.signed_at
FROM signature AS made
WHERE NOT EXISTS (SELECT 1 FROM case_file WHERE case_file.file = made.id);
