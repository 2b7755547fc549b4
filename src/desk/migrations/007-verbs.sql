-- Whom a question went to, and the links to answer by that they were mailed.
create table desk.answerers (
  request_id uuid not null references desk.requests,
  question_id uuid not null,
  user_id integer not null,
  name text not null,
  email text not null,
  primary key (question_id, user_id)
);
create index answerers_by_user on desk.answerers (user_id);
create table desk.answer_links (
  token_hash text primary key,
  question_id uuid not null,
  user_id integer not null,
  expires_at timestamptz not null,
  renewed_at timestamptz,
  foreign key (question_id, user_id) references desk.answerers
);

-- Who it was, where that is nobody who was asked to decide, and how that is known.
alter table desk.happenings add column name text, add column verified text not null default '';
create index happenings_by_request on desk.happenings (request_id, id);

-- How much of what was said is told below the message.
alter table desk.slack_messages add column told integer not null default 0;
alter table desk.teams_messages add column told integer not null default 0;
