create table desk.sessions (
  id_hash text primary key,
  user_id integer not null,
  name text not null,
  email text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);
create index sessions_by_person on desk.sessions (user_id);

create table desk.sign_ins (
  token_hash text primary key,
  browser_hash text not null,
  return_to text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- By the provider: what its answer has to match.
  nonce text,
  verifier text,
  -- By mailed link: whose it is.
  user_id integer,
  email text,
  sent_at timestamptz
);
create index sign_ins_by_person on desk.sign_ins (user_id, sent_at);

alter table desk.links add column renewed_at timestamptz;
