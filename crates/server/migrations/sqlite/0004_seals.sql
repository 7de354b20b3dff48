-- What the service says of a signature, under a key of its own: sealed statement as JSON, encrypted.
-- Signatures from before have none.
ALTER TABLE signature ADD COLUMN seal BLOB;
