import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param modules - paths of modules that are in a bundle
 * @returns name, version and licence of each package that they are from
 * @throws Error if a package comes without a licence
 */
export function licensesOf(modules: readonly string[]): string {
  const folders = new Set<string>();
  for (const id of modules) {
    const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].map(licenseOf).sort().join('\n');
}

function licenseOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`Cannot bundle ${name}: it has no licence file`);
  const text = readFileSync(path.join(folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}
