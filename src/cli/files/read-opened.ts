import { closeSync, openSync } from 'node:fs';

/**
 * Opens a file, has something read of it, and closes it.
 *
 * @param flags - as of `open`
 * @returns what `read` does
 * @throws what the system says, of the closing, too: whoever asked knows what file it is about
 */
export function readOpened<T>(
  file: string,
  read: (descriptor: number) => T,
  flags: string | number = 'r',
): T {
  const descriptor = openSync(file, flags);
  let result: T;
  try {
    result = read(descriptor);
  } catch (error) {
    closeQuietly(descriptor);
    throw error;
  }
  closeSync(descriptor);
  return result;
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // There is something else to tell.
  }
}
