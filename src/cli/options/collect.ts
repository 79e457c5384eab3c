/** @returns what an option that can be given again and again has been given so far */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
