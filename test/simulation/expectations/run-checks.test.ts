import { describe, expect, test } from 'vitest';
import type { AuditTotals, Recipient, SecretAccount, SecretReach } from '../../../src/audit/findings.ts';
import type { RunCheck } from '../../../src/script/expectation.ts';
import { type RunFigures, runFinding } from '../../../src/simulation/expectations/run-checks.ts';

const TOTALS: AuditTotals = {
  frames: 10,
  txFrames: 9,
  rxFrames: 1,
  delivered: 7,
  discarded: 2,
  unverifiable: 1,
  notJudged: 3,
  bytes: 0,
  writtenBytes: 0,
  cleanBytes: 0,
  patternedBytes: 0,
  leakedBytes: 1200,
  nonZeroLeakedBytes: 0,
  crossRecipientBytes: 11,
  leakingFrames: 0,
  crossRecipientFrames: 0,
  checksumFailures: 3,
};

const NAMES: Readonly<Record<string, string>> = {
  '10.0.0.11': 'bob',
  '10.0.0.12': 'carol',
  '00:16:3e:00:00:0b': 'bob',
};
const BOB = { name: 'bob', address: '10.0.0.11' };
const CAROL = { name: 'carol', address: '10.0.0.12' };

function reach(address: string, bytes: number): SecretReach {
  const kind: Recipient['kind'] = address.length === 17 ? 'mac' : 'ipv4';
  const host = NAMES[address];
  return {
    recipient: { kind, address, ...(host === undefined ? {} : { host }) },
    bytes,
    totalBytes: 2 * bytes,
    frames: 2,
    firstFrame: 4,
    firstFrames: [4, 6],
  };
}

function figures(...disclosedTo: SecretReach[]): RunFigures {
  const account: SecretAccount = { name: 'token', length: 30, sentTo: [reach('10.0.0.10', 30)], disclosedTo };
  return { totals: TOTALS, errorCount: 4, blockedWrites: 5, secrets: [account], names: NAMES };
}

const exactly = (count: number) => ({ min: count, max: count });
const SOME = { min: 1, max: Number.POSITIVE_INFINITY };

describe('counts', () => {
  test.each<[key: Exclude<RunCheck['key'], 'secrets'>, count: number, found: string]>([
    ['frames', 10, '10 frames'],
    ['delivered', 7, '7 delivered frames'],
    ['discarded', 2, '2 discarded frames'],
    ['unverifiable', 1, '1 unverifiable frame'],
    ['not_judged', 3, '3 unjudged frames'],
    ['leaked', 1200, '1,200 leaked bytes'],
    ['cross_recipient', 11, '11 cross-recipient bytes'],
    ['checksum_failures', 3, '3 wrong checksums'],
    ['errors', 4, '4 failed writes'],
    ['blocked', 5, '5 blocked writes'],
  ])('%s', (key, count, found) => {
    expect(runFinding({ key, amount: exactly(count) }, figures())).toBeUndefined();
    expect(runFinding({ key, amount: SOME }, figures())).toBeUndefined();
    expect(runFinding({ key, amount: { min: count - 1, max: count + 1 } }, figures())).toBeUndefined();
    expect(runFinding({ key, amount: exactly(count + 1) }, figures())).toBe(found);
    expect(runFinding({ key, amount: { min: 0, max: count - 1 } }, figures())).toBe(found);
  });
});

describe('secrets', () => {
  const kept: RunCheck = { key: 'secrets', secret: 'token', disclosure: undefined };
  const to = (hosts: (typeof BOB)[], amount = SOME): RunCheck => ({
    key: 'secrets',
    secret: 'token',
    disclosure: { to: hosts, amount },
  });

  test('kept: nobody got it whom it was not meant for', () => {
    expect(runFinding(kept, figures())).toBeUndefined();
    expect(runFinding(kept, figures(reach('10.0.0.11', 1)))).toBe('disclosed: 1 byte to bob');
  });

  test('a secret that the run did not come upon is kept', () => {
    expect(runFinding({ ...kept, secret: 'pin' }, figures(reach('10.0.0.11', 1)))).toBeUndefined();
  });

  test('disclosed to exactly those', () => {
    const bob = figures(reach('10.0.0.11', 12));
    const both = figures(reach('10.0.0.11', 12), reach('10.0.0.12', 3));
    expect(runFinding(to([BOB]), bob)).toBeUndefined();
    expect(runFinding(to([CAROL]), bob)).toBe('disclosed: 12 bytes to bob');
    expect(runFinding(to([BOB, CAROL]), bob)).toBe('disclosed: 12 bytes to bob');
    expect(runFinding(to([BOB, CAROL]), both)).toBeUndefined();
    expect(runFinding(to([BOB]), both)).toBe('disclosed: 12 bytes to bob, 3 bytes to carol');
    expect(runFinding(to([BOB]), figures())).toBe('it kept');
    expect(runFinding(to([BOB]), figures(reach('192.0.2.1', 1)))).toBe('disclosed: 1 byte to 192.0.2.1');
  });

  test('so many different bytes to each', () => {
    const both = figures(reach('10.0.0.11', 12), reach('10.0.0.12', 3));
    expect(runFinding(to([BOB], exactly(12)), figures(reach('10.0.0.11', 12)))).toBeUndefined();
    expect(runFinding(to([BOB], exactly(24)), figures(reach('10.0.0.11', 12)))).toContain('12 bytes');
    expect(runFinding(to([BOB, CAROL], { min: 3, max: 12 }), both)).toBeUndefined();
    expect(runFinding(to([BOB, CAROL], { min: 4, max: 12 }), both)).toContain('3 bytes to carol');
  });

  test('a host is reached, and named, by any of its addresses', () => {
    const atMac = figures(reach('00:16:3e:00:00:0b', 9));
    expect(runFinding(to([BOB], exactly(9)), atMac)).toBeUndefined();
    expect(runFinding(to([{ name: 'bob?', address: '00:16:3e:00:00:0b' }]), atMac)).toBeUndefined();
    expect(runFinding(to([CAROL]), atMac)).toBe('disclosed: 9 bytes to bob');
  });

  test("an address that is nobody's is only itself", () => {
    const shared = figures(reach('02:00:00:00:00:fe', 9));
    expect(runFinding(to([BOB]), shared)).toBe('disclosed: 9 bytes to 02:00:00:00:00:fe');
    expect(runFinding(to([{ name: 'it', address: '02:00:00:00:00:fe' }]), shared)).toBeUndefined();
  });
});
