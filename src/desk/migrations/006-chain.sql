-- How a request goes: its route, in words, and the steps and questions of its chain. Decisions stay rows of their own.
alter table desk.requests add column route jsonb, add column steps jsonb, add column questions jsonb not null default '[]';

-- What was asked before there were chains: one step, and any one of those asked decides.
update desk.requests request set
  route = jsonb_build_object(
    'is', 'steps', 'signIn', false,
    'why', jsonb_build_array('No approval policy is in force; whoever asked named you.'),
    'steps', jsonb_build_array(jsonb_build_object(
      'name', 'Approval', 'starts', 'after', 'need', 'any', 'approvers', jsonb_build_object('people',
        (select jsonb_agg(email order by name) from desk.approvers where request_id = request.id))))),
  steps = jsonb_build_array(jsonb_build_object(
    'name', 'Approval', 'together', false, 'need', 1, 'state', state,
    'openedAt', to_char(requested_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'seats', (
      select jsonb_agg(jsonb_build_object('of', user_id, 'holders', jsonb_build_array(jsonb_build_object(
        'userId', user_id, 'how', 'asked',
        'since', to_char(requested_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))) order by name)
      from desk.approvers where request_id = request.id)));
alter table desk.requests alter column route set not null, alter column steps set not null;

-- Whether this person can decide at this moment: a seat of theirs in an open step is free.
alter table desk.approvers add column asked boolean not null default false;
update desk.approvers set asked = true from desk.requests where id = request_id and state = 'open';

-- `number`: in which order they were taken. `settles`: nothing is left to decide once Odoo has it.
alter table desk.decisions add column step integer not null default 0, add column seat integer,
  add column number integer, add column settles boolean;
update desk.decisions decision set seat = user_id, number = place.number,
  settles = case when state = 'recorded' or sent_at is not null then true end
from (select id, row_number() over (partition by request_id order by decided_at, id) as number from desk.decisions) place
where place.id = decision.id;
alter table desk.decisions alter column step drop default, alter column seat set not null,
  alter column number set not null;
drop index desk.one_standing_decision_per_request;
create unique index one_voice_per_seat on desk.decisions (request_id, step, seat) where state in ('kept', 'recorded');
create unique index one_decision_per_person on desk.decisions (request_id, user_id) where state in ('kept', 'recorded');
create unique index decisions_in_order on desk.decisions (request_id, number);

create table desk.reminders (
  request_id uuid not null references desk.requests,
  step integer not null,
  user_id integer not null,
  nth integer not null,
  sent_at timestamptz not null,
  primary key (request_id, step, user_id, nth)
);

-- What happened to a chain besides decisions, for the invoice's record in Odoo.
create table desk.happenings (
  id bigint generated always as identity primary key,
  request_id uuid not null references desk.requests,
  kind text not null,
  what text not null,
  user_id integer,
  channel text not null,
  reason text not null,
  at timestamptz not null
);
