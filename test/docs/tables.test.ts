import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RELEASE_NAMES, RELEASES } from '../../src/netchannel/releases.ts';
import { REMEDIES } from '../../src/netchannel/remedies.ts';
import { REPORTERS } from '../../src/report/reporters/registry.ts';
import { plainSchema, stepRecord } from '../../src/script/json-schema/plain-schema.ts';
import { VANTAGES } from '../../src/simulation/capture/vantage.ts';
import { pageText, ROOT } from './pages.ts';

/** @returns what stands in code in the first column of a page's tables */
function firstColumn(page: string): string[] {
  return pageText(page)
    .split('\n')
    .flatMap((line) => /^\| (`.*?)\s*\|/.exec(line)?.[1] ?? [])
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
}

describe('the tables of the pages leave nothing out', () => {
  const ofScripts = firstColumn('docs/scripts.md');

  test('keys of a script', () => {
    const keys = Object.keys(plainSchema().properties ?? {});
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter((key) => !ofScripts.includes(key))).toEqual([]);
  });

  test('kinds of steps', () => {
    const kinds = (stepRecord(plainSchema())?.oneOf ?? []).flatMap(({ required }) => required ?? []);
    expect(kinds.length).toBeGreaterThan(15);
    expect(kinds.filter((kind) => !ofScripts.includes(kind))).toEqual([]);
  });

  test('entries of the package', () => {
    const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).filter((name) => name !== './package.json');
    const names = entries.map((name) => name.replace(/^\./, 'netchannel-sim'));
    expect(names.filter((name) => !firstColumn('docs/library.md').includes(name))).toEqual([]);
  });

  test('vantage points', () => {
    const rows = firstColumn('docs/captures.md');
    expect(VANTAGES.filter((name) => !rows.includes(name))).toEqual([]);
  });

  test('reporters', () => {
    const rows = firstColumn('docs/usage.md');
    expect(REPORTERS.length).toBeGreaterThan(3);
    expect(REPORTERS.filter(({ name }) => !rows.includes(name))).toEqual([]);
  });

  test('remedies', () => {
    const rows = pageText('docs/remedies.md').split('\n');
    for (const [name, { summary, source }] of Object.entries(REMEDIES)) {
      const row = rows.find((line) => line.startsWith(`| \`${name}\` `)) ?? '';
      expect(row.split('|').map((cell) => cell.trim())).toEqual(['', `\`${name}\``, summary, source, '']);
    }
  });

  test('releases', () => {
    for (const name of RELEASE_NAMES) expect(pageText('docs/scripts.md')).toContain(name);
    const rows = firstColumn('docs/faithful.md');
    for (const { release, date, summary } of Object.values(RELEASES)) {
      expect(rows).toContain(release);
      expect(pageText('docs/faithful.md')).toMatch(
        new RegExp(`\\| \`${release}\` +\\| ${date} \\| ${summary} +\\|`),
      );
    }
  });
});
