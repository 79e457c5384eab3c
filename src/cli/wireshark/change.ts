/** What is done, or would be, to one file or folder. */
export interface Change {
  what: 'write' | 'unchanged' | 'keep' | 'remove';
  path: string;
  /** Why it is kept. */
  why?: string;
}

const DONE = { write: 'Wrote', unchanged: 'Unchanged', keep: 'Kept', remove: 'Removed' } as const;
const PLANNED = {
  write: 'Would write',
  unchanged: 'Unchanged',
  keep: 'Would keep',
  remove: 'Would remove',
} as const;

/** @returns a line for people */
export function describeChange({ what, path, why }: Change, dryRun: boolean): string {
  const verb = (dryRun ? PLANNED : DONE)[what].padEnd(dryRun ? 12 : 9);
  return `${verb}  ${path}${why === undefined ? '' : `  (${why})`}`;
}
