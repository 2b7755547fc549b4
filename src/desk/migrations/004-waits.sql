create table desk.waits (
  request_id uuid not null references desk.requests,
  url text not null,
  until timestamptz not null,
  created_at timestamptz not null,
  woken_at timestamptz,
  primary key (request_id, url)
);
