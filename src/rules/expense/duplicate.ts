import type { Rule } from '../rule.ts';

/** Expenses that look like the same claim are all held, in one case named by the oldest record, until a person tells them apart. */
export const noDuplicate: Rule = {
  id: 'expense.duplicate',
  decide(entry, open) {
    if (entry.duplicates.length === 0) return [];
    const others = entry.duplicates.map(({ id, name }) => `${name} (${entry.model},${id})`).join(', ');
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `Looks like the same claim as ${others}.`,
        inputs: { duplicates: others },
        case: {
          kind: 'policy',
          code: 'expense.duplicate',
          severity: 'high',
          cause: `${entry.model},${Math.min(entry.id, ...entry.duplicates.map(({ id }) => id))}`,
          title: `Possibly claimed twice: ${entry.description}`,
          detail: `${entry.description} (${entry.key}) of ${entry.person?.name ?? 'unknown person'} on ${entry.date} looks like ${others}.`,
          nextStep:
            'Compare the receipts. Refuse the copy; if both are real, attach the second receipt to its own expense.',
        },
      },
    ];
  },
};
