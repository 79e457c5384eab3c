import type { Expectations } from '../../../src/report/reporters/expectations.ts';
import type { BrokenRun, EndedRun } from '../../../src/report/reporters/reported-run.ts';
import { EVENTFUL, UNEVENTFUL } from '../fixture.ts';

/** Three expectations: one is met, one failed twice, one stands in another file. */
export const EXPECTATIONS: Expectations = {
  items: [
    { line: 10, column: 5, step: 0, label: 'bob calls', what: 'delivered', met: true, checked: true },
    { line: 12, column: 7, step: 1, label: 'the secret', what: 'leaked = 0', met: false, checked: true },
    {
      file: 'lib/other.yaml',
      line: 3,
      column: 1,
      step: null,
      label: 'the run',
      what: 'discarded = 0',
      met: false,
      checked: true,
    },
  ],
  failures: [
    { line: 12, column: 7, step: 1, expected: 'leaked = 0', found: '30 bytes', frame: 7 },
    { line: 12, column: 7, step: 1, expected: 'leaked = 0', found: '<5> & "more"', frame: 8 },
    {
      file: 'lib/other.yaml',
      line: 3,
      column: 1,
      step: null,
      expected: 'discarded = 0',
      found: '2 frames',
      frame: null,
    },
  ],
};

const capture = { file: 'fixture.pcap', packets: 10, bytes: 1000 };

export const PLAIN: EndedRun = {
  file: 'fixture.yaml',
  release: '1.10.1',
  result: UNEVENTFUL,
  capture,
  demands: [],
};

export const DEMANDING: EndedRun = {
  file: 'fixture.yaml',
  release: '1.10.0',
  result: EVENTFUL,
  capture,
  demands: [
    { finding: 'leak', found: 'Found 30 leaked bytes in 1 frame' },
    { finding: 'checksum', found: undefined },
  ],
};

export const EXPECTING: EndedRun = expecting(EXPECTATIONS);

export const STOPPED: EndedRun = {
  ...expecting({
    items: EXPECTATIONS.items.map((item) => ({ ...item, met: false, checked: item.line === 12 })),
    failures: EXPECTATIONS.failures,
  }),
};
STOPPED.result.complete = false;

export const BROKEN: BrokenRun = {
  file: 'a "b" <c>.yaml',
  release: '1.9.0',
  result: undefined,
  error: 'Cannot write "nowhere/x.pcap": no such file or directory',
};

export function expecting(expectations: Expectations): EndedRun {
  const result = { ...EVENTFUL, expectations };
  return { ...PLAIN, release: '1.10.0', result: structuredClone(result) };
}
