import type { BrokenRun, EndedRun } from '../../../src/report/reporters/reported-run.ts';
import type { ExpectationResult } from '../../../src/simulation/expectations/expectation-result.ts';
import { EVENTFUL, UNEVENTFUL } from '../fixture.ts';

const OF_FRAME = { release: '1.10.0', field: 'leaked', excerpt: null };

/** Three expectations: one is met, one failed twice, one stands in another file. */
export const EXPECTATIONS: ExpectationResult = {
  checked: 3,
  failed: 2,
  unchecked: 0,
  items: [
    {
      line: 10,
      column: 5,
      step: 0,
      label: 'bob calls',
      what: 'delivered',
      met: true,
      checked: true,
      failures: 0,
    },
    {
      line: 12,
      column: 7,
      step: 1,
      label: 'the secret',
      what: 'leaked = 0',
      met: false,
      checked: true,
      failures: 2,
    },
    {
      file: 'lib/other.yaml',
      line: 3,
      column: 1,
      step: null,
      label: 'the run',
      what: 'discarded = 0',
      met: false,
      checked: true,
      failures: 1,
    },
  ],
  failures: [
    { line: 12, column: 7, step: 1, expected: 'leaked = 0', found: '30 bytes', frame: 7, ...OF_FRAME },
    { line: 12, column: 7, step: 1, expected: 'leaked = 0', found: '<5> & "more"', frame: 8, ...OF_FRAME },
    {
      file: 'lib/other.yaml',
      line: 3,
      column: 1,
      step: null,
      expected: 'discarded = 0',
      found: '2 frames',
      frame: null,
      ...OF_FRAME,
      field: 'discarded',
    },
  ],
  failureCount: 3,
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
  result: { ...EVENTFUL, expectations: UNEVENTFUL.expectations },
  capture,
  demands: [
    { finding: 'leak', found: 'Found 30 leaked bytes in 1 frame' },
    { finding: 'checksum', found: undefined },
  ],
};

export const EXPECTING: EndedRun = expecting(EXPECTATIONS);

export const STOPPED: EndedRun = {
  ...expecting({
    ...EXPECTATIONS,
    checked: 1,
    failed: 1,
    unchecked: 2,
    items: EXPECTATIONS.items.map((item) => ({ ...item, met: false, checked: item.line === 12 })),
  }),
};
STOPPED.result.complete = false;

export const BROKEN: BrokenRun = {
  file: 'a "b" <c>.yaml',
  release: '1.9.0',
  result: undefined,
  error: 'Cannot write "nowhere/x.pcap": no such file or directory',
};

export function expecting(expectations: ExpectationResult): EndedRun {
  const result = { ...EVENTFUL, expectations };
  return { ...PLAIN, release: '1.10.0', result: structuredClone(result) };
}

/** A run of which one thing was expected that is not met. */
export function expectingInVain(label: string, what: string, found: string): EndedRun {
  const place = { line: 1, column: 1, step: 0 };
  return expecting({
    checked: 1,
    failed: 1,
    unchecked: 0,
    items: [{ ...place, label, what, met: false, checked: true, failures: 1 }],
    failures: [{ ...place, ...OF_FRAME, expected: what, found, frame: 1 }],
    failureCount: 1,
  });
}
