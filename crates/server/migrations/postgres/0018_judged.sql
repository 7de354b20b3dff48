-- What people say about the service and what comes of it: sealed records, each with the hash of the one before.
CREATE TABLE journal (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload BYTEA NOT NULL,
    digest TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX journal_subject ON journal (subject, seq);

-- Ratings and how far bad ones are put right: a projection of the journal, made anew by `onething rebuild`.
-- An empty item is the case as a whole; `due` is a day, empty where nothing has to be put right.
CREATE TABLE rating (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    thing TEXT NOT NULL,
    rated TEXT NOT NULL,
    department TEXT NOT NULL,
    level BIGINT NOT NULL,
    rated_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    due TEXT NOT NULL,
    escalated BOOLEAN NOT NULL,
    closed_at TIMESTAMPTZ,
    leased_until TIMESTAMPTZ,
    UNIQUE (number, item)
);
CREATE INDEX rating_rated ON rating (rated, level);
CREATE INDEX rating_state ON rating (state, due, id);
CREATE INDEX rating_department ON rating (department, state, due, id);

-- Tickets: a projection of the journal, made anew by `onething rebuild`. Titles are sealed; what was said is in the
-- journal alone. Days are texts that sort.
CREATE TABLE ticket (
    number TEXT PRIMARY KEY NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    title BYTEA NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    due TEXT NOT NULL,
    until TEXT NOT NULL,
    escalated BOOLEAN NOT NULL,
    leased_until TIMESTAMPTZ
);
CREATE INDEX ticket_day ON ticket (day);
CREATE INDEX ticket_person ON ticket (person, asked_at, number);
CREATE INDEX ticket_department ON ticket (department, status, due, number);
CREATE INDEX ticket_status ON ticket (status, due, number);
CREATE INDEX ticket_owner ON ticket (owner, status, due, number);
CREATE INDEX ticket_taken ON ticket (taken_by, status, due, number);

-- Questions and answers for everyone, and those that wait for a second pair of eyes; likewise.
CREATE TABLE faq (
    ticket TEXT PRIMARY KEY NOT NULL,
    state TEXT NOT NULL,
    thing TEXT NOT NULL,
    department TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX faq_state ON faq (state, at, ticket);
CREATE INDEX faq_thing ON faq (thing, state, at, ticket);

-- Figures by month, department and thing: a projection of cases and ratings, made anew by `onething rebuild`. Without a
-- department they count whole cases.
CREATE TABLE figure (
    month TEXT NOT NULL,
    department TEXT NOT NULL,
    thing TEXT NOT NULL,
    measure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (month, department, thing, measure)
);
