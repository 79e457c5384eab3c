import type { Subject } from './subject.ts';

/** @returns subjects with a name that matches, and what those are compared with, in their order */
export function choose(subjects: readonly Subject[], only: RegExp | undefined): Subject[] {
  if (only === undefined) return [...subjects];
  const matching = subjects.filter(({ name }) => only.test(name));
  const wanted = new Set(matching.flatMap(({ name, yardstick }) => [name, yardstick]));
  return subjects.filter(({ name }) => wanted.has(name));
}
