import type { N8nWorkflow } from '../../n8n/client.ts';
import { fingerprint, fitted, shippedWorkflows, type WorkflowBody } from '../../n8n/shipped.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';
import type { Place } from '../../place.ts';
import { credentialId, DESK, ODOO } from './credentials.ts';
import { failuresAreTold } from './failures.ts';
import { find, markOf, ON_FAILURE, type Mark } from './find.ts';

type State = 'absent' | 'current' | 'older' | 'edited';

function stateOf(there: N8nWorkflow | undefined, shipped: WorkflowBody): State {
  if (!there) return 'absent';
  const now = fingerprint(there);
  if (now === fingerprint(shipped)) return 'current';
  return now === markOf(there)?.as ? 'older' : 'edited';
}

/** These react and do nothing by themselves; the others start by the clock, once a person has set them up. */
const PUBLISHED_BY_SETUP: Readonly<Record<string, { without: string; done: string }>> = {
  'on-decision': {
    without: 'decisions would wait at the desk and nothing would be posted',
    done: 'from now on the desk wakes it with every decision',
  },
  [ON_FAILURE]: {
    without: 'a run that fails would be seen in n8n only',
    done: 'from now on a run that fails is a case in Odoo',
  },
};

function imported(name: string, shipped: WorkflowBody): Expectation {
  return {
    id: `n8n.workflow-${name}`,
    title: `The workflow "${shipped.name}" is in n8n`,
    needs: ['n8n.odoo-credential', 'n8n.desk-credential'],
    async look({ n8n }) {
      const there = await find(n8n(), name, shipped);
      switch (stateOf(there, shipped)) {
        case 'absent':
          return missing('It is not there.', 'Run setup.');
        case 'older':
          return missing('It is of an older version of this package, and nobody has edited it.', 'Run setup.');
        case 'edited':
          return advice(
            'It was edited in n8n and is left as it is.',
            'setup --replace would overwrite it with the shipped one, settings kept.',
          );
        case 'current':
          return ok(`As shipped: ${n8n().url}/workflow/${there?.id}`);
      }
    },
    async mend(place) {
      const n8n = place.n8n();
      const there = await find(n8n, name, shipped);
      const state = stateOf(there, shipped);
      if (state === 'edited' && !place.replace) return undefined;
      const mark: Mark = { workflow: name, as: fingerprint(shipped) };
      const body = {
        ...fitted(shipped, await ownCredentials(place), there),
        staticData: { ...there?.staticData, odooBilling: mark },
      };
      if (!there) {
        await n8n.createWorkflow(body);
        return 'Imported it.';
      }
      await n8n.updateWorkflow(there.id, body);
      if (there.active) await n8n.publish(there.id);
      return state === 'edited'
        ? 'Replaced the edited one by the shipped one, its settings kept.'
        : 'Brought it up to date, its settings kept.';
    },
  };
}

function published(name: string, shipped: WorkflowBody): Expectation {
  const bySetup = PUBLISHED_BY_SETUP[name];
  return {
    id: `n8n.published-${name}`,
    title: `"${shipped.name}" is published`,
    needs: [`n8n.workflow-${name}`],
    async look({ n8n }) {
      const there = await find(n8n(), name, shipped);
      if (there?.active) return ok('It is');
      return bySetup
        ? missing(`It is not: ${bySetup.without}.`, 'Run setup, or publish it in n8n.')
        : advice(
            'It is not, so it runs by hand only.',
            'Fill in its Settings node, try it with "Run Now", then publish it in n8n.',
          );
    },
    ...(bySetup && {
      async mend({ n8n }: Place) {
        const there = await find(n8n(), name, shipped);
        await n8n().publish(there?.id ?? '');
        return `Published it: ${bySetup.done}.`;
      },
    }),
  };
}

async function ownCredentials(place: Place): Promise<Record<string, { id: string; name: string }>> {
  const known: Record<string, { id: string; name: string }> = {};
  for (const { name, type } of [ODOO, DESK]) {
    const id = await credentialId(place, { name, type });
    if (id) known[type] = { id, name };
  }
  return known;
}

export async function workflowExpectations(): Promise<Expectation[]> {
  const shipped = await shippedWorkflows();
  return [
    ...shipped.flatMap(([name, workflow]) => [imported(name, workflow), published(name, workflow)]),
    ...failuresAreTold(shipped),
  ];
}
