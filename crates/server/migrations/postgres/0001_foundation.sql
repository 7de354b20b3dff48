-- The city as it was imported: city, calendar, departments, windows, codes, elements, each one document.
CREATE TABLE content (
    name TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
-- Counts imports: nodes look whether they must read the content anew.
CREATE TABLE revision (
    name TEXT PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);
CREATE TABLE item (
    id TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE thing (
    id TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
-- Versions of guides. A version that has been published keeps its body for ever.
CREATE TABLE guide (
    thing TEXT NOT NULL,
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    items BIGINT NOT NULL,
    body TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (thing, version)
);

-- Citizens. Phone and identity number are sealed; the phone is found by its keyed hash.
CREATE TABLE person (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    phone BYTEA NOT NULL,
    phone_hash TEXT NOT NULL UNIQUE,
    id_card BYTEA NOT NULL,
    id_tail_hash TEXT NOT NULL,
    spouse TEXT NOT NULL,
    about TEXT NOT NULL,
    demo BOOLEAN NOT NULL
);
CREATE TABLE company (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    demo BOOLEAN NOT NULL
);
CREATE TABLE company_member (
    company TEXT NOT NULL REFERENCES company (code) ON DELETE CASCADE,
    person TEXT NOT NULL,
    representative BOOLEAN NOT NULL,
    PRIMARY KEY (company, person)
);
CREATE INDEX company_member_person ON company_member (person);
CREATE TABLE staff (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    phone BYTEA NOT NULL,
    phone_hash TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    department TEXT NOT NULL,
    demo BOOLEAN NOT NULL
);

-- One-time codes, by keyed hash of the phone; kept for unknown phones too, so that both answer alike.
CREATE TABLE login_code (
    phone_hash TEXT PRIMARY KEY NOT NULL,
    code_hash TEXT NOT NULL,
    tries BIGINT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    is_staff BOOLEAN NOT NULL,
    acting TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_expires ON session (expires_at);

-- Messages to people, written in the transaction of what they tell.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    phone BYTEA NOT NULL,
    body BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

-- What was answered to a request with a client's id: sent twice is done once.
CREATE TABLE reply (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner, id)
);
CREATE INDEX reply_at ON reply (at);

CREATE TABLE draft (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    thing TEXT NOT NULL,
    company TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    content BYTEA NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    UNIQUE (owner, thing, company)
);

CREATE TABLE upload (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    name BYTEA NOT NULL,
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    media TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kept BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX upload_expires ON upload (expires_at);
CREATE INDEX upload_owner ON upload (owner);
CREATE TABLE upload_part (
    upload TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (upload, at)
);

CREATE TABLE signature (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    sm3 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    media TEXT NOT NULL,
    image BYTEA NOT NULL,
    signed_at TIMESTAMPTZ NOT NULL
);

-- The truth about cases: sealed events, each with the hash of the one before.
CREATE TABLE case_event (
    number TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    payload BYTEA NOT NULL,
    before_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (number, seq)
);
-- How many cases were filed on a day of the city.
CREATE TABLE case_serial (
    day TEXT PRIMARY KEY NOT NULL,
    filed BIGINT NOT NULL
);

-- Projections: made from the events in the same transaction, rebuilt by `onething rebuild`.
CREATE TABLE case_summary (
    number TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    head TEXT NOT NULL,
    thing TEXT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    applicant TEXT NOT NULL,
    company TEXT NOT NULL,
    filed_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ,
    accepted BOOLEAN NOT NULL,
    done BIGINT NOT NULL,
    tasks BIGINT NOT NULL,
    owed_cents BIGINT NOT NULL
);
CREATE INDEX case_summary_applicant ON case_summary (applicant, filed_at, number);
CREATE INDEX case_summary_company ON case_summary (company, filed_at, number);
CREATE INDEX case_summary_status ON case_summary (status, received_at, number);
CREATE INDEX case_summary_filed ON case_summary (filed_at, number);
CREATE TABLE task (
    number TEXT NOT NULL,
    item TEXT NOT NULL,
    position BIGINT NOT NULL,
    department TEXT NOT NULL,
    status TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (number, item)
);
CREATE INDEX task_department ON task (department, status, due, number);
CREATE TABLE case_file (
    file TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (file, number)
);
CREATE INDEX case_file_number ON case_file (number);
CREATE TABLE deadline (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    leased_until TIMESTAMPTZ
);
CREATE INDEX deadline_due ON deadline (due_at);
CREATE INDEX deadline_number ON deadline (number);

CREATE TABLE payment (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    cents BIGINT NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_number ON payment (number);
-- Refunds that the sandbox cashier has paid, by their id: each once.
CREATE TABLE cashier_refund (
    id TEXT PRIMARY KEY NOT NULL,
    payment TEXT NOT NULL,
    cents BIGINT NOT NULL,
    paid_at TIMESTAMPTZ NOT NULL
);

-- Who uncovered what of whom, when and why.
CREATE TABLE access_log (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL,
    staff TEXT NOT NULL,
    path TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX access_log_number ON access_log (number);
