import { expect, test } from 'vitest';
import { markdownReport } from '../../../src/report/reporters/markdown-report.ts';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { suiteOfRun } from '../../../src/report/reporters/suite.ts';
import { BROKEN, DEMANDING, EXPECTING, expectingInVain, PLAIN } from './fixture.ts';

function report(...runs: ReportedRun[]): string {
  return [...markdownReport(runs.map(suiteOfRun))].join('');
}

/** Takes code spans out, as GitHub Flavored Markdown finds them: up to the next run of as many backticks. */
function withoutCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, 'CODE');
}

test('a table of all runs, as wide in each row', () => {
  const rows = report(PLAIN, EXPECTING, BROKEN)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(5);
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
  expect(rows[0]).toBe(
    '| run | outcome | frames | delivered | discarded | leaked bytes | cross recipient bytes | checksum failures | failed writes |',
  );
  expect(rows[2]).toMatch(/^\| `fixture\.yaml under netchannel 1\.10\.1` \| passed \| 10 \|/);
  expect(rows[3]).toMatch(/^\| `fixture\.yaml under netchannel 1\.10\.0` \| failed \|/);
  expect(rows[4]).toMatch(/^\| `a "b" <c>\.yaml under netchannel 1\.9\.0` \| error \| – \|/);
});

test('what did not pass, with its line, and what was found', () => {
  const text = report(EXPECTING, DEMANDING);
  expect(text).toContain(
    '- **failed** `the secret: leaked = 0` (`fixture.yaml:12`): `Expected leaked = 0, found 30 bytes`\n',
  );
  expect(text).toMatch(
    /^- \*\*cross-recipient-leak\*\* \(`fixture\.yaml:\d+`\): `Under netchannel 1\.10\.0, frame 7 /m,
  );
  expect(text).toContain('### `fixture.yaml under netchannel 1.10.0`: failed\n');
});

test('lists end', () => {
  const { leaks } = DEMANDING.result;
  const many = { ...DEMANDING.result, leaks: Array.from({ length: 500 }, () => leaks).flat() };
  const text = report({ ...DEMANDING, result: many });
  expect(text).toMatch(/^- … and \d+ more$/m);
  expect(text.length).toBeLessThan(20_000);
});

test.each([
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1)) ![y](https://evil.example/z.png)',
  '`code` ``more`` ```` `',
  '`',
  ' a ',
  'a | b \\| c',
  '@everybody #1 www.evil.example https://evil.example a@evil.example',
  '\n\n# heading\n\n---\n- item\n\u2028x\u0085y\ttab',
  '$$x$$ ~~y~~ **z** &lt; \\',
  'x'.repeat(10_000),
])('nothing of %j is markup', (text) => {
  const run = expectingInVain(text, text, text);
  run.result.notes = [
    { step: 0, text, time: 0, frames: 0, delivered: 0, discarded: 0, notJudged: 0, leakedBytes: 0 },
  ];
  const harmless = expectingInVain('x', 'x', 'x');
  harmless.result.notes = [...run.result.notes].map((note) => ({ ...note, text: 'x' }));
  const [hostile, plain] = [
    { ...run, file: text },
    { ...harmless, file: 'x' },
  ].map((one) => report(one));
  // All that is not code is the same whatever is said, so that it is ours.
  expect(withoutCode(hostile ?? '')).toBe(withoutCode(plain ?? ''));
  const cells = (hostile ?? '').split('\n').filter((line) => line.startsWith('|'));
  for (const row of cells) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(11);
  expect(hostile?.length).toBeLessThan(20_000);
});
