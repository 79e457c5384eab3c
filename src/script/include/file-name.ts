const ABSOLUTE = /^(?:\/|[A-Za-z]:\/)/;

/**
 * Names of files have slashes between their parts, whatever the system they are on has.
 *
 * @param name - a file as the script `from` names it, relative to its folder
 * @returns the name that messages and reports give it, the same however it is spelt
 */
export function includedFileName(name: string, from: string): string {
  return normalized(ABSOLUTE.test(name) ? name : `${from.slice(0, from.lastIndexOf('/') + 1)}${name}`);
}

/** Without "." and empty parts, and with ".." only where it leads out of where one is. */
function normalized(name: string): string {
  const root = ABSOLUTE.exec(name)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of name.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (parts.length === 0 && root === '') || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  const path = `${root}${parts.join('/')}`;
  return path === '' ? '.' : path;
}
