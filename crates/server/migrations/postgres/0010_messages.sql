-- Messages to people (T3), written in the transaction of what they tell; what they say is sealed. One that is written
-- again under the same key is the same message. It takes the place of the table outbox, from which nothing was sent.
DROP TABLE outbox;
CREATE TABLE message (
    id TEXT PRIMARY KEY NOT NULL,
    receiver TEXT NOT NULL,
    kind TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    about TEXT NOT NULL,
    body BYTEA NOT NULL,
    listed BOOLEAN NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    UNIQUE (receiver, dedupe)
);
CREATE INDEX message_receiver ON message (receiver, listed, at, id);
CREATE INDEX message_at ON message (at, id);
-- Each way that a message takes: a row that a node takes with a lease, sends, and marks.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY NOT NULL,
    message TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    address BYTEA NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    tries BIGINT NOT NULL,
    error TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,
    leased_until TIMESTAMPTZ,
    UNIQUE (message, channel)
);
CREATE INDEX delivery_due ON delivery (status, due_at);
CREATE INDEX delivery_at ON delivery (status, at, id);
-- How people want to be told, and where beside their phone.
CREATE TABLE message_choice (
    person TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE contact (
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    address BYTEA NOT NULL,
    PRIMARY KEY (person, channel)
);
-- An e-mail address that waits for its code.
CREATE TABLE contact_code (
    person TEXT PRIMARY KEY NOT NULL,
    address BYTEA NOT NULL,
    code_hash TEXT NOT NULL,
    tries BIGINT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
