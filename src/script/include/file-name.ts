import path from 'node:path';

/**
 * @param name - a file as the script `from` names it, relative to its folder
 * @returns the name that messages and reports give it, the same however it is spelt
 */
export function includedFileName(name: string, from: string): string {
  return path.isAbsolute(name) ? path.normalize(name) : path.join(path.dirname(from), name);
}
