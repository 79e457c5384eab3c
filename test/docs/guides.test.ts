import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAY_IMPORT } from '../support/floors.ts';
import { PAGES, pageText, ROOT } from './pages.ts';

const SOURCE = path.join(ROOT, 'src');
const FOLDERS = readdirSync(SOURCE).filter((name) => statSync(path.join(SOURCE, name)).isDirectory());

/** Guides that are manuals besides, and longer. */
const MANUALS = ['pcap-writer', 'report', 'wireshark-profile'];

/** Folders that are not ours. */
const OF_OTHERS = ['profiles/'];

/** Those that nothing is imported from or into. */
const WITHOUT_CODE = ['wireshark-profile'];

/** @returns what a guide says in code: names of files and folders, and other things */
function codeIn(page: string): string[] {
  const prose = pageText(page).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

describe('every folder of src', () => {
  test.each(FOLDERS)('%s opens with a guide', (folder) => {
    const page = `src/${folder}/README.md`;
    expect(existsSync(path.join(ROOT, page))).toBe(true);
    const lines = pageText(page).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^# /);
    expect(lines.length).toBeGreaterThanOrEqual(10);
    if (!MANUALS.includes(folder)) expect(lines.length).toBeLessThanOrEqual(30);
  });

  test.each(FOLDERS.filter((folder) => !WITHOUT_CODE.includes(folder)))(
    'the guide of %s says what it may import',
    (folder) => {
      const [, some = ''] = /^It (?:may import ([^.]*?),\sand|imports)\snothing\selse\sof\s`src`\.$/m.exec(
        pageText(`src/${folder}/README.md`),
      ) ?? ['no such sentence', '`none`'];
      const named = [...some.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
      expect(named.toSorted()).toEqual(MAY_IMPORT[folder]?.toSorted());
    },
  );
});

describe('guides', () => {
  const guides = PAGES.filter((page) => /^src\/.*\/README\.md$/.test(page));

  test.each(guides)('%s names only files that exist', (page) => {
    const names = codeIn(page).filter((code) => /^[\w./-]+(\.(ts|wat|lua|md)|\/)$/.test(code));
    const folder = path.dirname(path.join(ROOT, page));
    const exists = (name: string): boolean =>
      [folder, ROOT].some((from) => existsSync(path.join(from, name)));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !exists(name) && !OF_OTHERS.includes(name))).toEqual([]);
  });
});
