-- The case that a draft became (A5): a correction makes the signatures beside the applicant's void, and who made them
-- signs again by the same invitation.
ALTER TABLE invitation ADD COLUMN number TEXT NOT NULL DEFAULT '';
CREATE INDEX invitation_number ON invitation (number);
