import { describe, expect, test } from 'vitest';
import type { SecretAccount, SecretReach } from '../../src/audit/findings.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { leakSection } from '../../src/report/leak-section.ts';
import { Names } from '../../src/report/names.ts';
import type { ReportContext } from '../../src/report/report-context.ts';
import { secretSection } from '../../src/report/secret-section.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { renderText } from '../../src/report/text.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { EVENTFUL, LEAK, TO_ALICE, TO_BOB } from './fixture.ts';

function reach(address: string, bytes: number, ...firstFrames: number[]): SecretReach {
  return {
    recipient: { kind: 'ipv4', address },
    bytes,
    totalBytes: bytes * firstFrames.length,
    frames: firstFrames.length,
    firstFrame: firstFrames[0] ?? 0,
    firstFrames: firstFrames.slice(0, 20),
  };
}

const ALICE = TO_ALICE.recipient.address;
const BOB = TO_BOB.recipient.address;

function withSecrets(...secrets: SecretAccount[]): RunResult {
  return { ...EVENTFUL, secrets };
}

function contextOf(result: RunResult): ReportContext {
  return { names: new Names(result), style: PLAIN_STYLE, width: 1000, list: 20 };
}

function lines(result: RunResult): string[] {
  return secretSection(result, contextOf(result));
}

describe('the section on secrets', () => {
  test('is not there if there are none', () => {
    expect(lines(EVENTFUL)).toEqual([]);
    expect(renderText(EVENTFUL)).not.toContain('SECRETS');
  });

  test('comes first, with a line each, and those that were disclosed before the others', () => {
    const kept = { name: 'a-long-name', length: 1234, sentTo: [reach(ALICE, 1234, 2)], disclosedTo: [] };
    const gone = { name: 'pin', length: 4, sentTo: [], disclosedTo: [reach(BOB, 4, 7)] };
    const text = renderText(withSecrets(kept, gone));
    expect(text).toMatch(/\n\nSECRETS {2}1 of 2 disclosed .*\n(.*\n){2}\n[\s\S]*\nFRAMES/);
    expect(text).toContain(`
  pin: all 4 bytes disclosed to bob, in frame 7; never sent
  a-long-name: none of 1,234 bytes disclosed; sent to alice in frame 2
`);
  });

  test.each<[string, Pick<SecretAccount, 'sentTo' | 'disclosedTo'>]>([
    ['none of 32 bytes disclosed; never sent', { sentTo: [], disclosedTo: [] }],
    [
      '18 of 32 bytes disclosed to bob, in frames 5, 9 and 3 more; sent to alice in frame 2',
      { sentTo: [reach(ALICE, 32, 2)], disclosedTo: [reach(BOB, 18, 5, 9, 11, 12, 13)] },
    ],
    [
      'none of 32 bytes disclosed; 10 of them sent to alice in frames 2 and 3 and sent to bob in frames 4, 5 and 6',
      { sentTo: [reach(ALICE, 10, 2, 3), reach(BOB, 32, 4, 5, 6)], disclosedTo: [] },
    ],
    [
      '1 of 32 bytes disclosed to 10.0.0.1, in frame 1, 2 to 10.0.0.2, in frame 2, 3 to 10.0.0.3, in frame 3, 4 to 10.0.0.4, in frame 4 and 2 more recipients; never sent',
      { sentTo: [], disclosedTo: [1, 2, 3, 4, 5, 6].map((n) => reach(`10.0.0.${n}`, n, n)) },
    ],
  ])('%s', (text, account) => {
    const bare = withSecrets({ name: 'key', length: 32, ...account });
    const named = text.includes('alice') ? bare : { ...bare, names: {} };
    expect(lines(named)[1]).toBe(`  key: ${text}`);
  });

  test('ends after twenty, unless more findings than that are listed', () => {
    const secrets = Array.from({ length: 25 }, (_, i) => ({
      name: `s${i}`,
      length: 1,
      sentTo: [],
      disclosedTo: [],
    }));
    const result = withSecrets(...secrets);
    expect(lines(result)).toHaveLength(22);
    expect(lines(result).at(-1)).toBe('  … and 5 more secrets');
    expect(secretSection(result, { ...contextOf(result), list: Number.POSITIVE_INFINITY })).toHaveLength(26);
  });
});

describe('a secret in a leak', () => {
  const ranges = LEAK.ranges.map((range, i) =>
    i === 1 ? { ...range, secrets: [{ name: 'key', offset: 4, start: 55, end: 60 }] } : range,
  );
  const result = { ...withSecrets(), leaks: [{ ...LEAK, ranges }] };

  test('is named in the line of its range', () => {
    const text = leakSection(result, contextOf(result)).join('\n');
    expect(text).toContain('there at offset 60; bytes 4..8 of secret key; summed into the icmp checksum');
    expect(text.match(/of secret/g)).toHaveLength(1);
  });

  test('and all accounts are in the JSON report, which the schema describes', () => {
    const account = {
      name: 'key',
      length: 32,
      sentTo: [reach(ALICE, 32, 2)],
      disclosedTo: [reach(BOB, 5, 7)],
    };
    const report = jsonReportSchema.parse(
      JSON.parse(JSON.stringify(jsonReport({ ...result, secrets: [account] }, null))),
    );
    expect(report.secrets).toEqual([account]);
    expect(report.leaks[0]?.ranges.map(({ secrets }) => secrets)).toEqual([
      undefined,
      [{ name: 'key', offset: 4, start: 55, end: 60 }],
      undefined,
    ]);
  });
});
