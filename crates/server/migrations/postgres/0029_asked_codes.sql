-- How many codes were asked for with a number since somebody last logged in with it: the more, the slower the next. A
-- log-in deletes the row, and so does a day in which nobody asks.
ALTER TABLE login_code ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
