import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAY_IMPORT } from '../support/floors.ts';
import { blocksOf, proseOf, ROOT } from './pages.ts';

const PAGE = 'docs/architecture.md';

describe(PAGE, () => {
  const [drawing] = blocksOf(PAGE).filter(({ language }) => language === '');
  const floors = new Map<string, number>();
  for (const [, number, folders = ''] of (drawing?.text ?? '').matchAll(
    /^ (\d) {2}([a-z-]+(?: {3}[a-z-]+)*)(?: {4}|$)/gm,
  )) {
    for (const folder of folders.trim().split(/ +/)) floors.set(folder, Number(number));
  }

  test('draws every folder that has imports', () => {
    expect([...floors.keys()].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  test.each(Object.entries(MAY_IMPORT))('draws %s above all that it may import', (folder, targets) => {
    for (const target of targets) expect(floors.get(target), target).toBeLessThan(floors.get(folder) ?? 0);
  });

  test('has a row for every folder, with a link to its guide', () => {
    const rows = [...proseOf(PAGE).matchAll(/^\| \[`([a-z-]+)`\]\(\.\.\/src\/\1\/README\.md\)/gm)];
    const named = rows.map(([, folder]) => folder);
    expect(named.toSorted()).toEqual([...Object.keys(MAY_IMPORT), 'wireshark-profile'].toSorted());
  });

  test('names only files that exist', () => {
    const names = [...proseOf(PAGE).matchAll(/`((?:src|test|docs)\/[\w./-]+)`/g)].map(
      ([, name = '']) => name,
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });
});
