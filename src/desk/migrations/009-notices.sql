-- Weeks that fall short, as they were handed over, and when to look again whom to tell.
create table desk.gaps (
  case_key text primary key,
  employee_id integer not null,
  week text not null,
  tolerance text not null,
  manager_after_days integer not null,
  look_at timestamptz not null,
  -- Why somebody can't be told, in words.
  unreached text
);
create index gaps_by_look_at on desk.gaps (look_at);

-- Messages to one person or place each. `key`: of what is said once, however often it is asked for. `sending`: from before
-- the message leaves until it is known to have arrived, so that nobody sends it again.
create table desk.notices (
  id uuid primary key,
  key text unique,
  goes_to jsonb not null,
  says jsonb not null,
  state text not null default 'kept' check (state in ('kept', 'sending', 'sent', 'unsure', 'unreached')),
  channel text,
  made_at timestamptz not null,
  sent_at timestamptz
);

-- Who was told of which missing days and hours of a week.
create table desk.told (
  case_key text not null,
  told_to text not null check (told_to in ('person', 'manager')),
  gap text not null,
  notice_id uuid not null,
  at timestamptz not null,
  primary key (case_key, told_to, gap)
);
create index told_by_notice on desk.told (notice_id);

-- Up to when the clock has handed on what was due.
create table desk.clock (name text primary key, at timestamptz not null);
