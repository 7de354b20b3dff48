-- Slots that somebody has booked (W1). More than its capacity cannot be taken: the database refuses it.
CREATE TABLE booking_slot (
    service TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at DATETIME NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (service, place, starts_at),
    CHECK (taken >= 0 AND taken <= capacity)
);
CREATE TABLE booking (
    id TEXT PRIMARY KEY NOT NULL,
    service TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    person TEXT NOT NULL,
    status TEXT NOT NULL,
    queue TEXT NOT NULL,
    counter TEXT NOT NULL,
    revision BIGINT NOT NULL,
    made_at DATETIME NOT NULL,
    arrived_at DATETIME,
    missed_at DATETIME,
    remind_at DATETIME,
    FOREIGN KEY (service, place, starts_at) REFERENCES booking_slot (service, place, starts_at)
);
CREATE INDEX booking_by_person ON booking (person, starts_at, id);
CREATE INDEX booking_place ON booking (place, starts_at);
CREATE INDEX booking_slot_of ON booking (service, place, starts_at);
CREATE INDEX booking_remind ON booking (remind_at);
CREATE INDEX booking_open ON booking (status, ends_at);
-- Held while a person books, so that no two of their requests count the same bookings.
CREATE TABLE booking_person (
    person TEXT PRIMARY KEY NOT NULL,
    requests BIGINT NOT NULL
);
-- Queue numbers given out at a place on a day.
CREATE TABLE booking_serial (
    place TEXT NOT NULL,
    day TEXT NOT NULL,
    given BIGINT NOT NULL,
    PRIMARY KEY (place, day)
);
