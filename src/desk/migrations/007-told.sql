-- Whoever decided while Odoo could not be asked is told once more when the decision is there.
alter table desk.decisions add column without_odoo boolean not null default false;

-- Hash of what a message says: it is written anew only where that changes, for chats take few writes a minute.
alter table desk.slack_messages add column content text;
alter table desk.teams_messages add column content text;
