/** The page's code is data until somebody asks for a page. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO, folder, run } from '../binary.ts';

const PROGRAM = path.join(import.meta.dirname, '../../../dist/program');

let place: ReturnType<typeof folder>;
beforeAll(async () => {
  place = folder({ 'demo.yaml': DEMO });
  expect((await run(['run', 'demo.yaml', '-q', '-o', 'demo.pcap'], { cwd: place.path })).code).toBe(0);
});
afterAll(() => place.remove());

/** Files of the program that make pages: those that say where the page lies. */
const OF_PAGES = readdirSync(PROGRAM)
  .filter((name) => name.endsWith('.cjs'))
  .filter((name) => /dist\/page\/page\.html/.test(read(path.join(PROGRAM, name))));

function read(file: string): string {
  return readFileSync(file, 'latin1');
}

/** @returns the files of the program that a command loads */
async function loadedBy(args: readonly string[]): Promise<string[]> {
  const coverage = path.join(place.path, `loaded-by-${args.join('-').replaceAll(/[^a-z]/g, '')}`);
  const { code, stderr } = await run(args, { cwd: place.path, env: { NODE_V8_COVERAGE: coverage } });
  expect([code, stderr]).toEqual([0, '']);
  const files = readdirSync(coverage).flatMap((name): string[] => {
    const { result }: { result: { url: string }[] } = JSON.parse(read(path.join(coverage, name)));
    return result.map(({ url }) => path.basename(url));
  });
  return [...new Set(files)].filter((name) => name.endsWith('.cjs'));
}

const COMMANDS = [
  ['run', 'demo.yaml', '--no-capture'],
  ['compare', 'demo.yaml'],
  ['replay', 'demo.pcap', '-o', 'out.pcap'],
  ['inspect', 'demo.pcap'],
];

test.each(COMMANDS)('%s loads nothing of the page, unless it is to make one', async (...args) => {
  expect(OF_PAGES.length).toBeGreaterThan(0);
  const plain = await loadedBy(args);
  expect(plain).toContain('emulator.cjs');
  expect(plain.filter((name) => OF_PAGES.includes(name))).toEqual([]);
  const made = await loadedBy([...args, '--html', `${args[0]}.html`]);
  expect(made.filter((name) => OF_PAGES.includes(name))).not.toEqual([]);
});
