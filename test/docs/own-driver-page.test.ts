import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { BUFFER_SIZE } from '../../src/cli/options/buffer-size.ts';
import { TIMEOUT } from '../../src/cli/options/timeout.ts';
import { blocksOf, pageText, ROOT } from './pages.ts';
import { Workplace } from './workplace.ts';

const PAGE = 'docs/own-driver.md';

const workplace = new Workplace();
afterAll(() => workplace.remove());

test('the C program of the page compiles without a warning, and has the flaw that its comment asks about', ({
  skip,
}) => {
  skip(spawnSync('cc', ['--version']).status !== 0, 'there is no C compiler');
  const { status, stdout, stderr } = workplace.run(
    'cc -Wall -Wextra -Wno-unused-result -O2 -o my-writer my-writer.c && npx netchannel-sim probe --json -- ./my-writer',
  );
  expect([status, stderr]).toEqual([0, '']);
  const { frames } = JSON.parse(stdout);
  expect(frames[0].flaws).toMatchObject([{ rule: 'leak', cause: 'announced', start: 19, end: 60 }]);
});

test('the tests of the page pass under node:test, in a process of their own', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-own-tests-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [example] = blocksOf(PAGE).filter(({ language }) => language === 'ts');
  writeFileSync(path.join(folder, 'writer.test.ts'), example?.text ?? '');
  writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(ROOT, path.join(folder, 'node_modules/netchannel-sim'), 'junction');
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = ['--ignoreConfig', '--noCheck', '--target', 'es2022', '--module', 'nodenext'];
  const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(node(tsc, ...options, 'writer.test.ts')).toMatchObject({ status: 0 });
  const { status, stdout } = node('--test', '--test-reporter=tap', 'writer.test.js');
  expect(stdout).toContain('# pass 3\n# fail 0');
  expect(status).toBe(0);
});

test('what holds if an option is absent is as the page says', () => {
  expect(pageText(PAGE)).toContain(`how large the buffer is; ${BUFFER_SIZE.usual} if absent`);
  expect(pageText(PAGE)).toContain(`that a start may take; ${TIMEOUT.usual} if absent`);
});
