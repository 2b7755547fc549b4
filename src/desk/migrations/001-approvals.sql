create table desk.requests (
  id uuid primary key,
  invoice_id integer not null,
  content_hash text not null,
  facts jsonb not null,
  note text not null,
  state text not null check (state in ('open', 'deciding', 'approved', 'rejected', 'void')),
  void_reason text,
  requested_at timestamptz not null
);
create unique index one_live_request_per_invoice on desk.requests (invoice_id) where state in ('open', 'deciding');
create index requests_by_invoice on desk.requests (invoice_id, requested_at);

create table desk.approvers (
  request_id uuid not null references desk.requests,
  user_id integer not null,
  name text not null,
  email text not null,
  primary key (request_id, user_id)
);

create table desk.links (
  token_hash text primary key,
  request_id uuid not null,
  user_id integer not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (request_id, user_id) references desk.approvers
);

create table desk.decisions (
  id uuid primary key,
  request_id uuid not null,
  user_id integer not null,
  outcome text not null check (outcome in ('approved', 'rejected')),
  channel text not null,
  reason text not null,
  decided_at timestamptz not null,
  state text not null check (state in ('kept', 'recorded', 'refused', 'void')),
  sent_at timestamptz,
  odoo_id integer,
  recorded_at timestamptz,
  woken_at timestamptz,
  detail text,
  foreign key (request_id, user_id) references desk.approvers
);
create unique index one_standing_decision_per_request on desk.decisions (request_id)
  where state in ('kept', 'recorded');

create table desk.slack_messages (
  request_id uuid primary key references desk.requests,
  ref text not null unique,
  team text not null,
  channel text not null,
  ts text
);

create table desk.subscriptions (
  id uuid primary key,
  url text not null unique,
  created_at timestamptz not null
);

create table desk.deliveries (
  decision_id uuid not null references desk.decisions,
  subscription_id uuid not null references desk.subscriptions on delete cascade,
  delivered_at timestamptz,
  primary key (decision_id, subscription_id)
);

create table desk.refusals (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  channel text not null,
  request_id uuid,
  who text not null,
  code text not null,
  detail text not null
);
