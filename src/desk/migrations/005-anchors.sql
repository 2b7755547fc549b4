-- What was seen of each invoice's record in Odoo: so many links, the last with this hash.
create table desk.anchors (
  id bigint generated always as identity primary key,
  invoice_id integer not null,
  length integer not null,
  head text not null,
  anchored_at timestamptz not null
);
create index anchors_by_invoice on desk.anchors (invoice_id, length);

create function desk.refuse_change() returns trigger language plpgsql as $refuse$
begin
  raise exception 'Anchors are append-only.';
end $refuse$;
create trigger append_only before update or delete or truncate on desk.anchors
  for each statement execute function desk.refuse_change();

-- How it is known who decided, and whether Odoo has been told of a refusal.
alter table desk.decisions add column verified text not null default '';
alter table desk.refusals add column told_at timestamptz;
create index refusals_untold on desk.refusals (id) where told_at is null and request_id is not null;
