import { readFileSync } from 'node:fs';

/** Whether a file holds JSON, and all of it. */
export function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
