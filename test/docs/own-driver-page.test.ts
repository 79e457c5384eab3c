import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { BUFFER_SIZE } from '../../src/cli/options/buffer-size.ts';
import { TIMEOUT } from '../../src/cli/options/timeout.ts';
import { pageText } from './pages.ts';
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

test('what holds if an option is absent is as the page says', () => {
  expect(pageText(PAGE)).toContain(`how large the buffer is; ${BUFFER_SIZE.usual} if absent`);
  expect(pageText(PAGE)).toContain(`that a start may take; ${TIMEOUT.usual} if absent`);
});
