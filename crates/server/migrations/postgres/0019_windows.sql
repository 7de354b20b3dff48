-- A clerk files with a person at the window (A9): the session is the person's for a while, and the clerk's again after.
ALTER TABLE session ADD COLUMN clerk TEXT NOT NULL DEFAULT '';
-- Who was at whose window; kept, as every look at somebody is.
CREATE TABLE window_visit (
    id TEXT PRIMARY KEY NOT NULL,
    clerk TEXT NOT NULL,
    person TEXT NOT NULL,
    begun_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX window_visit_person ON window_visit (person, begun_at);
