-- What became of a draft (A6): whoever still has it open elsewhere is told the number of its case.
CREATE TABLE filed_draft (
    draft TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    number TEXT NOT NULL,
    filed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX filed_draft_filed_at ON filed_draft (filed_at);
