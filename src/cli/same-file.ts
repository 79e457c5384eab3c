import { statSync } from 'node:fs';

/** Whether two paths lead to the same regular file, by whatever links. A path that leads nowhere is no file. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  if (first === undefined || second === undefined || !first.isFile()) return false;
  return first.dev === second.dev && first.ino === second.ino;
}
