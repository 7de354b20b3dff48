-- Cases of one thing with one status: what has finished is far more than what has not, and a page of either is a walk.
CREATE INDEX case_summary_thing_status ON case_summary (thing, status, filed_at, number);
-- The few people of a demo city among very many.
CREATE INDEX person_demo ON person (id) WHERE demo;
