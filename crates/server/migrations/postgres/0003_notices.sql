-- Notices and policy readings. `written` is what an editor works on, `shown` what people read: a JSON document each;
-- `shown` is empty before the first publication.
CREATE TABLE notice (
    id TEXT PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    written TEXT NOT NULL,
    written_by TEXT NOT NULL,
    shown TEXT NOT NULL,
    published_at TIMESTAMPTZ,
    corrected_at TIMESTAMPTZ,
    withdrawn BOOLEAN NOT NULL,
    imported TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX notice_published ON notice (published_at, id);
CREATE INDEX notice_changed ON notice (changed_at, id);
-- The things whose guides a notice touches, as it is shown.
CREATE TABLE notice_thing (
    thing TEXT NOT NULL,
    notice TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    PRIMARY KEY (thing, notice)
);
-- Who did what to a notice, with what was written then; each row carries the hash of the one before.
CREATE TABLE notice_event (
    notice TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    note TEXT NOT NULL,
    written TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (notice, seq)
);

-- Results that the law has published; a projection of the events, made anew by `onething rebuild`.
CREATE TABLE public_result (
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    holder TEXT NOT NULL,
    document TEXT NOT NULL,
    document_number TEXT NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (number, item)
);
CREATE INDEX public_result_decided ON public_result (decided_at, number, item);
CREATE INDEX public_result_department ON public_result (department, decided_at, number, item);

-- The list of versions without their bodies: with 3,200 things of 20 versions it is read from here alone.
CREATE INDEX guide_list ON guide (thing, version, status, digest, title, items, changed_at);
