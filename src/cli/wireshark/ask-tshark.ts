import { execFile } from 'node:child_process';

/** Milliseconds. It answers in a tenth of a second, but it may have plugins that do not. */
const PATIENCE = 5000;

/** @returns what `tshark -G folders` prints; undefined if it is not installed, or gives no answer in time */
export function listedFolders(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('tshark', ['-G', 'folders'], { timeout: PATIENCE, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
}
