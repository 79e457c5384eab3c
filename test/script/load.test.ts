import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadScript, scriptSchema } from '../../src/script/index.ts';
import { formatIpv6, formatMac } from '../../src/wire/address.ts';

test('what a script does not say has defaults', () => {
  const script = loadScript('steps: [poll]', 'samples/a.b.yaml');
  expect(script).toMatchObject({
    name: 'a.b',
    file: 'samples/a.b.yaml',
    description: '',
    seed: 1,
    mtu: 1500,
    epochNanoseconds: 1_553_126_400_000_000_000n,
    intervalNanoseconds: 1_000_000,
    poll: { kind: 'each' },
    sites: [{ index: 0, label: 'poll', line: 1 }],
    stepCount: 1,
  });
  expect(script).not.toHaveProperty('release');
  expect(script).not.toHaveProperty('link');
  expect(script.unikernel.ip).toBe(0x0a000001);
  expect(formatMac(script.unikernel.mac)).toBe('00:16:3e:00:00:01');
  expect(formatIpv6(script.unikernel.ip6)).toBe('fe80::216:3eff:fe00:1');
  expect(script.hosts.size).toBe(0);
});

test('what a script says is taken', () => {
  const script = loadScript(
    `name: OSEC-2019-01
description: |
  Two
  lines
release: 1.10.0
seed: 0x7
mtu: 576
epoch: 2019-02-24T12:00:00.5+01:00
interval: 250us
poll: {every: 16}
unikernel: {mac: 00:16:3e:00:00:02, ip: 10.1.0.1, ip6: 2001:db8::1}
hosts:
  alice: {mac: 00:16:3e:00:00:0a, ip: 10.0.0.10, ip6: fe80::aa}
steps:
  - poll
`,
    'x.json',
  );
  expect(script).toMatchObject({
    name: 'OSEC-2019-01',
    description: 'Two\nlines\n',
    release: '1.10.0',
    seed: 7,
    mtu: 576,
    epochNanoseconds: 1_551_006_000_500_000_000n,
    intervalNanoseconds: 250_000,
    poll: { kind: 'every', steps: 16 },
  });
  expect(formatIpv6(script.unikernel.ip6)).toBe('2001:db8::1');
  const alice = script.hosts.get('alice');
  expect(alice?.ip).toBe(0x0a00000a);
  expect(formatIpv6(alice?.ip6 ?? new Uint8Array(16))).toBe('fe80::aa');
});

describe('steps', () => {
  const script = loadScript(
    `steps:
  - name: first
    poll:
  - repeat:
      count: 3
      steps:
        - poll
        - repeat: {count: 0, steps: [rs6]}
        - name: inner
          repeat: {count: 4, steps: [rs6, poll]}
  - poll
`,
    'x.yaml',
  );

  test('are numbered in the order of the text', () => {
    expect(script.sites).toEqual([
      { index: 0, label: 'first', line: 2 },
      { index: 1, label: 'repeat 3 times', line: 4 },
      { index: 2, label: 'poll', line: 7 },
      { index: 3, label: 'repeat 0 times', line: 8 },
      { index: 4, label: 'rs6', line: 8 },
      { index: 5, label: 'inner', line: 9 },
      { index: 6, label: 'rs6', line: 10 },
      { index: 7, label: 'poll', line: 10 },
      { index: 8, label: 'poll', line: 11 },
    ]);
  });

  test('are counted with their repetitions', () => {
    expect(script.stepCount).toBe(1 + 3 * (1 + 4 * 2) + 1);
  });
});

test('aliases stand for what they repeat', () => {
  const script = loadScript('steps: [&p {ping: {to: 10.0.0.2}}, *p, *p]', 'x.yaml');
  expect(script.sites.map(({ label }) => label)).toEqual([
    'ping to 10.0.0.2',
    'ping to 10.0.0.2',
    'ping to 10.0.0.2',
  ]);
});

test('a byte order mark and carriage returns do no harm', () => {
  expect(loadScript('\ufeffsteps:\r\n  - poll\r\n  - poll\r\n', 'x.yaml').sites[1]?.line).toBe(3);
});

test('the name comes from the file', () => {
  const nameFrom = (file: string): string => loadScript('steps: [poll]', file).name;
  expect(nameFrom('C:\\scripts\\demo.JSON')).toBe('demo');
  expect(nameFrom('-')).toBe('-');
  expect(nameFrom('.yaml')).toBe('.yaml');
  expect(nameFrom('')).toBe('script');
});

test('the schema can be written as JSON Schema, and describes every field', () => {
  const schema = z.toJSONSchema(scriptSchema, { io: 'input', target: 'draft-7' });
  const undescribed: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [name, field] of Object.entries(value as Record<string, { description?: string }>)) {
          // A reference carries the description of what it refers to.
          if (field.description === undefined && !('$ref' in field)) undescribed.push(`${path}.${name}`);
        }
      }
      visit(value, `${path}.${key}`);
    }
  };
  visit(schema, '');
  expect(undescribed).toEqual([]);
});

test.each([
  ['{rate: 100Mbit, latency: 2ms}', { bitsPerSecond: 1e8, latencyNanoseconds: 2e6 }],
  ['{latency: 2ms}', { bitsPerSecond: Infinity, latencyNanoseconds: 2e6 }],
  ['{rate: 9600bit/s}', { bitsPerSecond: 9600, latencyNanoseconds: 0 }],
])('a link of %s', (text, link) => {
  expect(loadScript(`{link: ${text}, steps: [poll]}`, 'x.yaml').link).toEqual(link);
});

test('polls some time after a write', () => {
  const script = loadScript('{poll: {after: 5ms}, steps: [poll]}', 'x.yaml');
  expect(script.poll).toEqual({ kind: 'after', nanoseconds: 5e6 });
});
