-- Times are milliseconds since 1970 UTC; latencies hundredths of a millisecond; sketches as in sketch.py.

create table series (
    id integer primary key,
    probe text not null,
    location text not null,
    track blob,                     -- the state machine's memory (msgpack of model.Track)
    unique (probe, location)
);

create table reasons (
    id integer primary key,
    code text not null unique
);

create table runs (
    at integer not null,
    location text not null,
    verdict text not null,
    reason text not null,
    primary key (at, location)
) without rowid;

-- Single answers, kept for a while.
create table results (
    series integer not null references series,
    at integer not null,
    outcome integer not null,       -- 0 up, 1 degraded, 2 down, 3 unknown
    reason integer not null references reasons,
    attempts integer not null,
    spread integer not null,
    latency integer,
    dns integer,
    connect integer,
    tls integer,
    first_byte integer,
    total integer,
    certificate_until integer,
    primary key (series, at)
) without rowid;

-- Confirmed changes, kept for ever.
create table changes (
    series integer not null references series,
    at integer not null,
    old integer not null,
    new integer not null,
    reason integer not null references reasons,
    confirmed_at integer not null,
    primary key (series, at)
) without rowid;

-- Roll-ups, kept for ever: how many answers of each outcome, and their latencies.
create table hours (
    series integer not null references series,
    start integer not null,
    up integer not null,
    degraded integer not null,
    down integer not null,
    unknown integer not null,
    sketch blob not null,
    primary key (series, start)
) without rowid;

create table days (
    series integer not null references series,
    start integer not null,
    up integer not null,
    degraded integer not null,
    down integer not null,
    unknown integer not null,
    sketch blob not null,
    p50 integer,                    -- ready for the charts, so that a build decodes no sketch
    p95 integer,
    p99 integer,
    primary key (series, start)
) without rowid;
