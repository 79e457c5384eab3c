import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, FRONT_PAGES, pageText, proseOf, ROOT } from './pages.ts';
import { Workplace } from './workplace.ts';

/** Options of other programs that the pages name. */
const OF_OTHERS = ['--halt', '--array', '--dependency'];

const workplace = new Workplace();
afterAll(() => workplace.remove());

const commands = FRONT_PAGES.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => ({ page, text })),
);

describe('the commands of the pages', () => {
  test('are there', () => {
    expect(commands.length).toBeGreaterThan(10);
    for (const { text } of commands) expect(text).toMatch(/\b(netchannel-sim|npm|wireshark)\b/);
  });

  test.each(commands)('$page: $text', ({ text }) => {
    const { status, stderr } = workplace.run(text);
    expect(status, stderr).toBe(0);
  });

  test('those of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    for (const page of [...FRONT_PAGES, 'CONTRIBUTING.md']) {
      for (const [, name = ''] of pageText(page).matchAll(/\bnpm run ([a-z:]+)/g)) {
        expect(Object.keys(scripts), page).toContain(name);
      }
    }
  });
});

describe('what the program has', () => {
  const helps = new Map<string, string>();

  /** Finds the help of a command and of all below it. */
  function collect(command: string): void {
    const help = workplace.run(`netchannel-sim ${command} --help`).stdout;
    helps.set(command, help);
    const listed = help.split(/^Commands:\n/m)[1] ?? '';
    for (const [, name = ''] of listed.matchAll(/^ {2}([a-z]+)/gm)) {
      // Each command that has others has one of that name.
      if (name !== 'help') collect(`${command} ${name}`.trim());
    }
  }

  beforeAll(() => collect(''));

  test('every command is in the table of docs/usage.md', () => {
    const table = [...pageText('docs/usage.md').matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => {
        const [, before = '', alternatives = '', after = ''] =
          /^(.*?)([a-z]+(?:\\\|[a-z]+)+)(.*)$/.exec(text) ?? [];
        return alternatives === ''
          ? [text]
          : alternatives.split('\\|').map((one) => `${before}${one}${after}`);
      }),
    );
    const names = [...helps.keys()].filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(15);
    for (const name of [...names, 'help']) {
      expect(
        table.filter((text) => text === name || text.startsWith(`${name} `)),
        name,
      ).not.toEqual([]);
    }
  });

  test.each(FRONT_PAGES)('every option that %s names', (page) => {
    const known = new Set([...helps.values()].flatMap((help) => help.match(/--[a-z][a-z-]*/g) ?? []));
    const named = [...proseOf(page).matchAll(/`[^`\n]*`/g)].flatMap(
      ([code]) => code.match(/--[a-z][a-z-]*/g) ?? [],
    );
    expect(named.filter((option) => !known.has(option) && !OF_OTHERS.includes(option))).toEqual([]);
  });
});
