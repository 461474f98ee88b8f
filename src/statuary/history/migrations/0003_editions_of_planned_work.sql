-- What calendars were last told of each piece of planned work: see statuary/editions.py.

create table editions (
    id text primary key,            -- of the work, each time it takes place
    digest blob not null,           -- of what calendars show
    number integer not null,
    at integer not null
) without rowid;
