-- Titles in lists, without reading whole documents.
ALTER TABLE item ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE thing ADD COLUMN title TEXT NOT NULL DEFAULT '';
UPDATE item SET title = json_extract(body, '$.name');
UPDATE thing SET title = json_extract(body, '$.title');
-- How often files have changed them since they first came: a part of their revision for editors.
ALTER TABLE item ADD COLUMN imports BIGINT NOT NULL DEFAULT 0;
ALTER TABLE thing ADD COLUMN imports BIGINT NOT NULL DEFAULT 0;
-- Which things in force use an item: publishing it makes new versions of these only.
CREATE TABLE thing_item (
    thing TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (thing, item)
);
CREATE INDEX thing_item_item ON thing_item (item);
INSERT INTO thing_item (thing, item)
SELECT DISTINCT thing.id, json_extract(node.value, '$.item') FROM thing, json_each(thing.body, '$.nodes') AS node;
-- Which guides a revision of the content has changed: nodes read just these anew; an empty thing is everything.
CREATE TABLE content_change (
    revision BIGINT NOT NULL,
    thing TEXT NOT NULL,
    PRIMARY KEY (revision, thing)
);

-- Items and things that were ever edited here: their newest revision, and whether it is a working copy.
-- `imported` is what files last brought, where something else is in force since; empty where none ever did.
CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    open BOOLEAN NOT NULL,
    published BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    imported TEXT,
    changed_by TEXT NOT NULL,
    changed_name TEXT NOT NULL,
    changed_at DATETIME NOT NULL,
    PRIMARY KEY (kind, id)
);
-- Every saved state; never changed.
CREATE TABLE document_revision (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    how TEXT NOT NULL,
    body TEXT NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at DATETIME NOT NULL,
    PRIMARY KEY (kind, id, revision)
);

-- Documents that go through review and publication together.
CREATE TABLE guide_release (
    id TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    status TEXT NOT NULL,
    note TEXT NOT NULL,
    writers TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    submitted_name TEXT NOT NULL,
    submitted_at DATETIME NOT NULL,
    publish_at DATETIME,
    leased_until DATETIME
);
CREATE INDEX guide_release_status ON guide_release (status, publish_at);
CREATE INDEX guide_release_submitted ON guide_release (submitted_at, id);
-- `base` is what was in force; empty for something new.
CREATE TABLE guide_release_document (
    release_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    base TEXT NOT NULL,
    PRIMARY KEY (release_id, kind, id)
);
CREATE INDEX guide_release_document_id ON guide_release_document (kind, id);
CREATE TABLE guide_release_step (
    release_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL,
    comments TEXT NOT NULL,
    staff TEXT NOT NULL,
    staff_name TEXT NOT NULL,
    at DATETIME NOT NULL,
    PRIMARY KEY (release_id, seq)
);

-- Things that are no longer offered, and what took their place.
CREATE TABLE retirement (
    thing TEXT PRIMARY KEY NOT NULL,
    successor TEXT NOT NULL,
    reason TEXT NOT NULL,
    staff TEXT NOT NULL,
    at DATETIME NOT NULL
);

-- What was done to the catalogue and by whom; each row carries the hash of the one before.
CREATE TABLE catalogue_log (
    seq BIGINT PRIMARY KEY NOT NULL,
    at DATETIME NOT NULL,
    staff TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
