-- What a version of a guide says, apart from where it stands: its status changes when another takes its place, and
-- the text, which is large, is not written anew then.
CREATE TABLE guide_body (
    thing TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (thing, version)
);
INSERT INTO guide_body (thing, version, body) SELECT thing, version, body FROM guide;
ALTER TABLE guide DROP COLUMN body;
