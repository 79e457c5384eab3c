import { statSync } from 'node:fs';

/** Whether there is a FIFO; what cannot be found out is none, and its opening tells why. */
export function isFifo(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  } catch {
    return false;
  }
}
