-- Pages of a PDF that was uploaded; 0 for an image, and for what was uploaded before this was counted.
ALTER TABLE upload ADD COLUMN pages BIGINT NOT NULL DEFAULT 0;
