-- Results that are to be posted or fetched: since when the first of them lies ready, and how it is handed over (A8, C7).
-- `onething rebuild` fills them in for cases of before.
ALTER TABLE case_summary ADD COLUMN ready_at DATETIME;
ALTER TABLE case_summary ADD COLUMN ready_by TEXT NOT NULL DEFAULT '';
CREATE INDEX case_summary_ready ON case_summary (ready_at, number) WHERE ready_at IS NOT NULL;
