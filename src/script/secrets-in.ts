/** @returns the names of secrets in `value` */
export function* secretsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'secret' && typeof member === 'string') yield member;
    else yield* secretsIn(member);
  }
}
