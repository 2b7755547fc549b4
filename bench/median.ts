/** The one in the middle by its size; of an even number, the greater of the two. */
export const medianBy = <T>(all: T[], size: (one: T) => number): T =>
  all.toSorted((a, b) => size(a) - size(b))[Math.floor(all.length / 2)] as T;
