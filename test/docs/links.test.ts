import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES, proseOf, ROOT } from './pages.ts';

interface Link {
  page: string;
  /** Path from the root. */
  target: string;
  /** Empty if the link is to a page as a whole. */
  anchor: string;
}

const links: Link[] = PAGES.flatMap((page) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^(https?|mailto):/.test(to))
    .map((to) => {
      const [file = '', anchor = ''] = to.split('#');
      const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
      return { page, target, anchor };
    }),
);

/** @returns the anchors that GitHub and npm make of the headings of a page */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const name = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  });
}

describe('links of the pages', () => {
  test('were found', () => {
    expect(links.length).toBeGreaterThan(40);
  });

  test('lead to files that exist', () => {
    expect(links.filter(({ target }) => !existsSync(path.join(ROOT, target)))).toEqual([]);
  });

  test('lead to headings that exist', () => {
    const lost = links.filter(({ target, anchor }) => anchor !== '' && !anchorsOf(target).includes(anchor));
    expect(lost).toEqual([]);
  });

  test('every page of docs can be reached from README.md', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const link of links) if (link.page === page) reached.add(link.target);
    }
    expect(PAGES.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });

  test('of pages in the package, lead to files in the package', () => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const packed = new Set(files.map((file) => file.path));
    expect(packed).toContain('docs/usage.md');
    const within = links.filter(({ page }) => packed.has(page));
    const isPacked = (target: string): boolean =>
      [...packed].some((file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`));
    expect(within.filter(({ target }) => !isPacked(target))).toEqual([]);
  });
});
