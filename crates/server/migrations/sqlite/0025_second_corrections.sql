-- For whom of the staff beside the intake a case waits: 'confirm' for a supervisor, who agrees to a second request for
-- corrections; nobody is NULL.
ALTER TABLE case_summary ADD COLUMN waits TEXT;
CREATE INDEX case_summary_waits ON case_summary (waits, received_at, number) WHERE waits IS NOT NULL;
