import { ruleDrift } from '../../../src/billing/watch/rule-drift.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('agreement', 'findDrift', [agesToday, companyFilter, simplifyProperty()]);

export const { execute, look } = watchOperation(ruleDrift, numbers());
