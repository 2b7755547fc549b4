-- By which channels a request is put to people; null: by every one the desk has.
alter table desk.requests add column channels jsonb;
