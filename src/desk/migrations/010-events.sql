-- What happened to invoices, as Odoo told it; `body` is what is signed and sent, the same at every attempt.
create table desk.events (
  id text primary key,
  place bigint generated always as identity,
  type text not null,
  invoice_id integer not null,
  body text not null,
  at timestamptz not null,
  kept_at timestamptz not null
);
create index events_by_invoice on desk.events (invoice_id, place);

-- To whom each is to be told, by the webhook's name in the settings.
create table desk.event_deliveries (
  event_id text not null references desk.events on delete cascade,
  webhook text not null,
  delivered_at timestamptz,
  primary key (event_id, webhook)
);
create index event_deliveries_open on desk.event_deliveries (webhook) where delivered_at is null;

-- Every attempt. `status`: of the answer, null where there was none.
create table desk.event_attempts (
  id bigint generated always as identity primary key,
  event_id text not null references desk.events on delete cascade,
  webhook text not null,
  at timestamptz not null,
  status integer,
  error text,
  milliseconds integer not null
);
create index event_attempts_by_event on desk.event_attempts (event_id, webhook);
