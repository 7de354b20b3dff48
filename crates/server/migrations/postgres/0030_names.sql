-- People by name: a window looks there for an account with the same card, and opens no second one.
CREATE INDEX person_name ON person (name);
