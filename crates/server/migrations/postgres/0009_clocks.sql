-- Lights and limits by law, as the clock last saw them; both are projections of the events and the calendar.
ALTER TABLE task ADD COLUMN light TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN statutory_due TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE case_summary ADD COLUMN light TEXT NOT NULL DEFAULT '';
CREATE INDEX task_light ON task (light, department, due);
CREATE INDEX case_summary_light ON case_summary (light, status, received_at);

-- Limits that have passed (问责): one row for each such event, with what has become of it.
CREATE TABLE accountability (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    step TEXT NOT NULL,
    kind TEXT NOT NULL,
    due TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    settled_at TIMESTAMPTZ
);
CREATE INDEX accountability_recorded ON accountability (recorded_at, id);
CREATE INDEX accountability_department ON accountability (department, state, recorded_at, id);
CREATE INDEX accountability_number ON accountability (number);

-- Returns of items: what was sent back to be corrected, not accepted, or refused (C6).
CREATE TABLE item_return (
    number TEXT NOT NULL,
    seq BIGINT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    applicant TEXT NOT NULL,
    company TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (number, seq, item)
);
CREATE INDEX item_return_applicant ON item_return (applicant, company, item);
CREATE INDEX item_return_department ON item_return (department, at);

-- Cases that are open are looked at again, so that their lights are known.
INSERT INTO deadline (id, number, kind, due_at)
SELECT number || '/clock', number, 'clock', filed_at FROM case_summary WHERE status IN ('received', 'accepted');
