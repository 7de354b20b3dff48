-- Queues: what their rows are filtered and ordered by, so that a page costs the same however many cases there are.
-- Nobody is NULL, which keeps the indexes over what somebody has small. Days of cases that are open are known after the
-- next event, or after `onething rebuild`.
ALTER TABLE case_summary ADD COLUMN clerk TEXT;
ALTER TABLE case_summary ADD COLUMN owner TEXT;
ALTER TABLE case_summary ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_summary ADD COLUMN due TEXT NOT NULL DEFAULT '9999-12-31';
CREATE INDEX case_summary_status_filed ON case_summary (status, filed_at, number);
CREATE INDEX case_summary_status_due ON case_summary (status, due, number);
CREATE INDEX case_summary_thing ON case_summary (thing, filed_at, number);
CREATE INDEX case_summary_light_filed ON case_summary (light, filed_at, number);
CREATE INDEX case_summary_due ON case_summary (due, number) WHERE due <> '9999-12-31';
CREATE INDEX case_summary_clerk ON case_summary (clerk, filed_at, number) WHERE clerk IS NOT NULL;
CREATE INDEX case_summary_owner ON case_summary (owner, filed_at, number) WHERE owner IS NOT NULL;
CREATE INDEX case_summary_marks ON case_summary (filed_at, number) WHERE marks <> 0;

-- `waits` says for whom: 'review', 'confirm', or nobody; `lead` is the first task of its department in an accepted case.
ALTER TABLE task ADD COLUMN assignee TEXT;
ALTER TABLE task ADD COLUMN thing TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN filed_at DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE task ADD COLUMN case_status TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN waits TEXT;
ALTER TABLE task ADD COLUMN lead BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE task SET
    thing = COALESCE((SELECT thing FROM case_summary WHERE case_summary.number = task.number), ''),
    filed_at = COALESCE((SELECT filed_at FROM case_summary WHERE case_summary.number = task.number), filed_at),
    case_status = COALESCE((SELECT status FROM case_summary WHERE case_summary.number = task.number), ''),
    lead = COALESCE((SELECT accepted FROM case_summary WHERE case_summary.number = task.number), FALSE)
        AND NOT EXISTS (SELECT 1 FROM task AS earlier WHERE earlier.number = task.number
            AND earlier.department = task.department AND earlier.position < task.position);
UPDATE task SET waits = CASE WHEN status IN ('refusal_proposed', 'extension_proposed') THEN 'confirm' ELSE 'review' END
    WHERE case_status = 'accepted'
    AND status IN ('open', 'paused', 'approved', 'refusal_proposed', 'extension_proposed');
CREATE INDEX task_waits_due ON task (department, waits, due, number, item) WHERE waits IS NOT NULL;
CREATE INDEX task_waits_filed ON task (department, waits, filed_at, number, item) WHERE waits IS NOT NULL;
CREATE INDEX task_waits_any ON task (department, due, number, item) WHERE waits IS NOT NULL;
CREATE INDEX task_assignee ON task (assignee, waits, due, number, item) WHERE assignee IS NOT NULL;
CREATE INDEX task_lead ON task (department, filed_at, number) WHERE lead;
CREATE INDEX task_lead_status ON task (department, case_status, filed_at, number) WHERE lead;

-- People are found by keyed hashes of their names and of the parts of them.
CREATE TABLE person_key (
    hash TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hash, person)
);
CREATE INDEX person_key_person ON person_key (person);
-- Who looked for people, when, by what, and whom they found; kept, as every look at somebody is.
CREATE TABLE person_search (
    id TEXT PRIMARY KEY NOT NULL,
    staff TEXT NOT NULL,
    kind TEXT NOT NULL,
    at DATETIME NOT NULL
);
CREATE INDEX person_search_staff ON person_search (staff, at);
CREATE TABLE person_search_hit (
    search TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (search, person)
);
CREATE INDEX person_search_hit_person ON person_search_hit (person);

CREATE TABLE saved_view (
    id TEXT PRIMARY KEY NOT NULL,
    staff TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at DATETIME NOT NULL,
    UNIQUE (staff, name)
);

-- Who has a case open, on which node; a node that dies leaves rows that run out.
CREATE TABLE presence (
    number TEXT NOT NULL,
    staff TEXT NOT NULL,
    node TEXT NOT NULL,
    until DATETIME NOT NULL,
    PRIMARY KEY (number, staff, node)
);
CREATE INDEX presence_until ON presence (until);
