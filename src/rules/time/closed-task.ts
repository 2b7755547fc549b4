import type { Rule } from '../rule.ts';
import { approvalWords, quantityText } from '../words.ts';

/** Work on a task that was already closed is often booked in the wrong place: somebody has to say it was meant. */
export const closedTask: Rule = {
  id: 'time.closed-task',
  decide(entry, open) {
    if (!entry.task?.closed) return [];
    const hours = quantityText(open, 'h');
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: `Booked on task “${entry.task.name}”, which was closed.`,
        inputs: { task: `${entry.task.name} (closed)` },
        case: {
          kind: 'policy',
          code: 'time.closed-task',
          severity: 'medium',
          title: `Time on closed task “${entry.task.name}”`,
          detail: `${entry.date} ${entry.person?.name ?? 'unknown person'}, ${hours}: ${entry.description}. It was ${approvalWords(entry.approval)}.`,
          nextStep: 'Move the time to the right task, or reopen the task if the work belongs there; then run again.',
        },
      },
    ];
  },
};
