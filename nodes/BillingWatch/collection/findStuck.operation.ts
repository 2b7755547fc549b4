import { collections } from '../../../src/billing/watch/collections.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('collection', 'findStuck', [
  agesToday,
  daysProperty('Deciding (Days)', 'disputeDays', 0, 'How many days a dispute may be past its deadline'),
  daysProperty('Answering (Days)', 'answerDays', 0, 'How many days a customer’s message may be unanswered'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(collections, numbers('disputeDays', 'answerDays'));
