-- What a wrong clock has dated (too late, or too early): kept, and counted for nothing. See clocks.py.

alter table runs add column superseded integer;      -- the time of the run that shows it
alter table results add column superseded integer;
alter table changes add column superseded integer;
