import { type BigIntStats, statSync } from 'node:fs';

/** Whether two paths lead to the same regular file, by whatever links. A path that leads nowhere is no file. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map(statusOf);
  if (first === undefined || second === undefined || !first.isFile()) return false;
  return first.dev === second.dev && first.ino === second.ino;
}

function statusOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false, bigint: true });
  } catch {
    // What cannot be reached, because a part of the path is a file, or there are too many links, cannot be written
    // either. Why is told when it is opened.
    return undefined;
  }
}
