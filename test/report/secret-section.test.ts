import { describe, expect, test } from 'vitest';
import type { SecretAccount, SecretReach } from '../../src/audit/findings.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { leakSection } from '../../src/report/leak-section.ts';
import { Names } from '../../src/report/names.ts';
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

function lines(result: RunResult): string[] {
  return secretSection(result, new Names(result), 20, PLAIN_STYLE);
}

/** The line of a secret of 32 bytes. */
function line(account: Pick<SecretAccount, 'sentTo' | 'disclosedTo'>): string {
  return lines(withSecrets({ name: 'key', length: 32, ...account }))[1]?.trim() ?? '';
}

describe('the section on secrets', () => {
  test('is not there if there are none', () => {
    expect(lines(EVENTFUL)).toEqual([]);
    expect(renderText(EVENTFUL)).not.toContain('SECRETS');
  });

  test('comes after the summary, with a line each', () => {
    const kept = { name: 'a-long-name', length: 1234, sentTo: [reach(ALICE, 1234, 2)], disclosedTo: [] };
    const gone = { name: 'pin', length: 4, sentTo: [], disclosedTo: [reach(BOB, 4, 7)] };
    const text = renderText(withSecrets(kept, gone));
    expect(text).toMatch(
      /SUMMARY[\s\S]*\n\nSECRETS {2}1 of 2 disclosed .*\n(.*\n){2}\n[\s\S]*WRONG CHECKSUMS/,
    );
    expect(text).toContain('\n  a-long-name  1,234 bytes  sent to alice in frame 2; kept\n');
    expect(text).toContain(
      '\n  pin              4 bytes  never sent; all of them disclosed to bob in frame 7\n',
    );
  });

  test.each<[string, Pick<SecretAccount, 'sentTo' | 'disclosedTo'>]>([
    ['never sent; kept', { sentTo: [], disclosedTo: [] }],
    [
      'sent to alice in frame 2; 18 of them disclosed to bob in frames 5, 9 and 3 more',
      { sentTo: [reach(ALICE, 32, 2)], disclosedTo: [reach(BOB, 18, 5, 9, 11, 12, 13)] },
    ],
    [
      '10 of them sent to alice in frames 2 and 3 and to bob in frames 4, 5 and 6; kept',
      { sentTo: [reach(ALICE, 10, 2, 3), reach(BOB, 32, 4, 5, 6)], disclosedTo: [] },
    ],
    [
      'never sent; 1 of them disclosed to 10.0.0.1 in frame 1, 2 of them to 10.0.0.2 in frame 2, 3 of them to 10.0.0.3 in frame 3, 4 of them to 10.0.0.4 in frame 4 and 2 more recipients',
      { sentTo: [], disclosedTo: [1, 2, 3, 4, 5, 6].map((n) => reach(`10.0.0.${n}`, n, n)) },
    ],
  ])('%s', (text, account) => {
    const bare = withSecrets({ name: 'key', length: 32, ...account });
    const named = text.includes('alice') ? bare : { ...bare, names: {} };
    expect(lines(named)[1]).toBe(`  key  32 bytes  ${text}`);
    if (text.includes('alice')) expect(line(account)).toContain(text);
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
    expect(secretSection(result, new Names(result), Number.POSITIVE_INFINITY, PLAIN_STYLE)).toHaveLength(26);
  });
});

describe('a secret in a leak', () => {
  const ranges = LEAK.ranges.map((range, i) =>
    i === 1 ? { ...range, secrets: [{ name: 'key', offset: 4, start: 55, end: 60 }] } : range,
  );
  const result = { ...withSecrets(), leaks: [{ ...LEAK, ranges }] };

  test('is named in the line of its range', () => {
    const text = leakSection(result, new Names(result), 20, PLAIN_STYLE).join('\n');
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
