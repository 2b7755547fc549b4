create table desk.teams_messages (
  request_id uuid primary key references desk.requests,
  ref text not null unique,
  conversation text not null,
  activity_id text,
  shown text
);
