import { expect, test } from 'vitest';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { TextReporter } from '../../../src/report/reporters/text-reporter.ts';
import { renderText } from '../../../src/report/text.ts';
import { BROKEN, DEMANDING, EXPECTING, PLAIN, STOPPED } from './fixture.ts';

function report(...runs: ReportedRun[]): string {
  const reporter = new TextReporter({ list: 3, verbose: true });
  return runs.map((run) => reporter.run(run)).join('') + reporter.end();
}

test('one run is reported as it is alone', () => {
  const { result, capture } = PLAIN;
  const alone = renderText(result, { list: 3, verbose: true, ...(capture === null ? {} : { capture }) });
  expect(report(PLAIN)).toBe(alone);
  expect(report({ ...PLAIN, capture: null })).not.toContain('Wrote');
});

test('several come one after the other, and then all at a glance', () => {
  const text = report(PLAIN, BROKEN, DEMANDING, EXPECTING, STOPPED);
  expect(text.match(/^SUMMARY$/gm)).toHaveLength(4);
  expect(text.split('\n\n\n').at(-1)).toBe(`\
ALL RUNS  frames, leaked bytes, and what became of each
  script          release  frames  delivered  discarded  leaked  cross-recipient  expectations met  verdict
  fixture.yaml    1.10.1       10          9          0       0                0                 -  done
  a "b" <c>.yaml  1.9.0         -          -          -       -                -                 -  error
  fixture.yaml    1.10.0       10          6          2      30               26                 -  failed
  fixture.yaml    1.10.0       10          6          2      30               26            1 of 3  failed
  fixture.yaml    1.10.0       10          6          2      30               26            0 of 3  stopped
`);
});
