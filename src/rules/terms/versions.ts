import { addDays } from '../days.ts';
import type { Day } from '../entry.ts';
import type { Dated } from './values.ts';
import { holdsOn, overlap } from './values.ts';

/** What of a version says when it holds. */
export interface VersionDates extends Dated {
  version: number;
  status: 'draft' | 'signed' | 'superseded';
  effectiveFrom: Day;
}

/**
 * The service days of a version, or none: drafts hold never; a signed one from its first day to its last, whenever it was
 * signed; a superseded one until the day before the first later version that was signed begins.
 */
export function daysOf<Version extends VersionDates>(
  version: Version,
  all: readonly Version[],
): Required<Dated> | undefined {
  if (version.status === 'draft') return undefined;
  const ends = [version.effectiveTo];
  if (version.status === 'superseded')
    for (const later of all)
      if (later.version > version.version && later.status !== 'draft') ends.push(addDays(later.effectiveFrom, -1));
  const effectiveTo = ends.filter((end) => end !== undefined).sort()[0];
  if (effectiveTo !== undefined && effectiveTo < version.effectiveFrom) return undefined;
  return { effectiveFrom: version.effectiveFrom, effectiveTo };
}

/** The versions that hold on a service day: one at most in terms that were checked. */
export function versionsOn<Version extends VersionDates>(versions: readonly Version[], day: Day): Version[] {
  return versions.filter((version) => {
    const days = daysOf(version, versions);
    return days !== undefined && holdsOn(days, day);
  });
}

/** Version numbers used twice, signed versions that hold on the same day, superseded ones nothing took the place of. */
export function versionsClash(versions: readonly VersionDates[]): { index: number; field: string; message: string }[] {
  return versions.flatMap((version, index) => {
    const earlier = versions.slice(0, index);
    const clashes: { index: number; field: string; message: string }[] = [];
    if (earlier.some((other) => other.version === version.version))
      clashes.push({ index, field: 'version', message: 'a version number of its own' });
    if (
      version.status === 'superseded' &&
      !versions.some((later) => later.version > version.version && later.status !== 'draft')
    )
      clashes.push({ index, field: 'status', message: 'signed: no later version that is signed supersedes it' });
    const days = daysOf(version, versions);
    const other = days && earlier.find((one) => bothHold(days, daysOf(one, versions)));
    if (other)
      clashes.push({
        index,
        field: 'effectiveFrom',
        message: `days that version ${other.version} does not hold too: end it with effectiveTo, or make it superseded`,
      });
    return clashes;
  });
}

const bothHold = (days: Dated, other: Dated | undefined): boolean => other !== undefined && overlap(days, other);

/** What holds ever, by its first day, with its days. */
export function versionsInOrder<Version extends VersionDates>(
  versions: readonly Version[],
): { version: Version; effectiveFrom: Day; effectiveTo: Day | undefined }[] {
  return versions
    .flatMap((version) => {
      const days = daysOf(version, versions);
      return days ? [{ version, effectiveFrom: version.effectiveFrom, effectiveTo: days.effectiveTo }] : [];
    })
    .toSorted((a, b) => a.effectiveFrom.localeCompare(b.effectiveFrom));
}
