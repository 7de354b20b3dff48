-- Packages of cases that have ended. A row is written with the event that ends the case, and wants a newer package when
-- more has happened (head and made_head differ, due_at is set); the file is made soon after, or when it is asked for.
CREATE TABLE case_archive (
    number TEXT PRIMARY KEY NOT NULL,
    head TEXT NOT NULL,
    made_head TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    made_at DATETIME,
    due_at DATETIME,
    leased_until DATETIME
);
CREATE INDEX case_archive_due ON case_archive (due_at);
