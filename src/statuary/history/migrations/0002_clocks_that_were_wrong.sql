-- What a clock that was ahead has dated later than the runs that followed it: kept, and counted for nothing.

alter table runs add column superseded integer;      -- the time of the run that showed it
alter table results add column superseded integer;
alter table changes add column superseded integer;
