-- A visit at a clerk's window ends by itself when nothing is asked for a while (A9). The visit of a session: the one that
-- goes on, where it has a clerk, or else the last one, which ended by itself; empty for any other session.
ALTER TABLE session ADD COLUMN visit TEXT NOT NULL DEFAULT '';
-- The last request of the visit that goes on.
ALTER TABLE session ADD COLUMN seen_at TIMESTAMPTZ;
CREATE INDEX session_seen ON session (seen_at) WHERE clerk <> '';
-- Nobody knows when those were last used that go on while the service is updated: the sessions are the clerks' again.
UPDATE session SET holder = clerk, is_staff = TRUE, acting = '', clerk = '' WHERE clerk <> '';
-- How a visit ended: by its clerk, by itself (idle) or with its session; empty while it goes on, and for older ones.
ALTER TABLE window_visit ADD COLUMN ended_at TIMESTAMPTZ;
ALTER TABLE window_visit ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

-- A department's own sentences for texts that its staff write again and again (C10); the intake's have no department.
CREATE TABLE sentence (
    id TEXT PRIMARY KEY NOT NULL,
    department TEXT NOT NULL,
    kind TEXT NOT NULL,
    short TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE INDEX sentence_department ON sentence (department, made_at, id);
