import { existsSync } from 'node:fs';
import type { Ask } from '../ask.ts';
import type { Expectation } from '../expectation.ts';
import { missing, ok } from '../expectation.ts';
import type { Place } from '../place.ts';
import { QUESTIONS, type Question } from '../questions.ts';

const unanswered = ({ settings }: Place): Question[] =>
  QUESTIONS.filter(({ name, optional }) => !optional && !settings.get(name));

const complete: Expectation = {
  id: 'settings.complete',
  title: 'Setup knows where everything is',
  async look(place) {
    const open = unanswered(place).map(({ name, what }) => `${name}  ${what}`);
    if (!open.length) return ok(`Settings are in ${place.settings.file}`);
    const { file } = place.settings;
    return missing(
      `Not set:\n${open.join('\n')}`,
      `Put them into ${file} (NAME=value, a line each) or the environment.`,
    );
  },
  async mend(place) {
    const { ask, settings } = place;
    if (!ask) return undefined;
    const firstTime = unanswered(place).some(({ forThisRun }) => !forThisRun);
    for (const question of QUESTIONS) {
      const asked = !settings.get(question.name) && isWanted(place, question);
      if (asked && (firstTime || !question.optional)) await answer(place, ask, question);
    }
    return `Answers are kept in ${settings.file}; nothing is asked twice.`;
  },
};

/** Of what goes together, the first says whether it is wanted. */
function isWanted({ settings }: Place, { name, group }: Question): boolean {
  const first = group && QUESTIONS.find((question) => question.group === group)?.name;
  return !first || first === name || Boolean(settings.get(first));
}

async function answer(
  { settings }: Place,
  ask: Ask,
  { name, what, secret, proposal, forThisRun }: Question,
): Promise<void> {
  const given = await ask.text(what, { secret, proposal });
  if (!given) return;
  if (forThisRun) settings.remember({ [name]: given });
  else await settings.keep({ [name]: given });
}

const secret: Expectation = {
  id: 'settings.secret',
  title: 'Only its owner can read the settings file',
  async look({ settings }) {
    if (!existsSync(settings.file)) return ok('There is no file yet');
    if (!(await settings.open())) return ok('It can be read by its owner only');
    return missing(
      `Others on this machine can read ${settings.file}, and it holds keys.`,
      `chmod 600 ${settings.file}`,
    );
  },
  async mend({ settings }) {
    await settings.close();
    return `Closed ${settings.file} to everybody else.`;
  },
};

export const settingsExpectations = [secret, complete];
