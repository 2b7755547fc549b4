-- Whom a message called, by which channel and about what: nobody is called twice for the same.
create table desk.calls (
  request_id uuid not null references desk.requests,
  channel text not null,
  about text not null,
  user_id integer not null,
  called_at timestamptz not null,
  primary key (request_id, channel, about, user_id)
);

-- What messages that are out were about before they called anybody is not called out now.
create temporary table out on commit drop as
  select request_id, 'slack' as channel from desk.slack_messages where ts is not null
  union all select request_id, 'teams' from desk.teams_messages where shown is not null;
insert into desk.calls
  select request_id, channel, about, user_id, now() from (
    select request.id as request_id, 'step.' || (place - 1) as about, (holder->>'userId')::integer as user_id
      from desk.requests request
      cross join jsonb_array_elements(steps) with ordinality step (what, place)
      cross join jsonb_array_elements(what->'seats') seat
      cross join jsonb_array_elements(seat->'holders') holder
    union select request_id, 'step.' || step || '.reminder.' || nth, user_id from desk.reminders
    union select request_id, 'question.' || question_id, user_id from desk.answerers
    union select id, 'answer.' || (question->>'id'), (question->>'userId')::integer
      from desk.requests cross join jsonb_array_elements(questions) question
      where question->'answer' is not null
  ) thing join out using (request_id);
drop table out;
