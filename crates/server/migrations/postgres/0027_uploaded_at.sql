-- Some materials serve for so many days only, counted from the day on which they came. Nobody knows it of older files,
-- which go on serving.
ALTER TABLE upload ADD COLUMN uploaded_at TIMESTAMPTZ;
