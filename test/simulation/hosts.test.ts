import { describe, expect, test } from 'vitest';
import type { Leak } from '../../src/audit/findings.ts';
import { frameComments } from '../../src/report/frame-comments.ts';
import { loadScript } from '../../src/script/index.ts';
import { compareReleases } from '../../src/simulation/comparison/comparison.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

const HEAD = `
unikernel: {ip: 10.0.0.1}
hosts:
  alice: {ip: 10.0.0.10, mac: "00:16:3e:00:00:0a"}
  bob: {ip: 10.0.0.11, ip6: "2001:db8::b"}
  gateway: {ip: 10.0.0.254, mac: "00:16:3e:00:00:fe"}
  website: {ip: 93.184.216.34}
  behind: {ip: 93.184.216.35, mac: "00:16:3e:00:00:fe"}
steps:
`;

function run(...steps: string[]): Promise<RunResult> {
  const script = loadScript(HEAD + steps.map((step) => `  - ${step}\n`).join(''), 'hosts.yaml');
  return runScript(script, { release: '1.10.0' });
}

const written = (to: string): string => `udp: {to: ${to}, to_port: 9, payload: "twenty bytes of this"}`;
const leaking = (to: string): string => `raw: {to: "${to}", size: 62, writes: [{at: 14, data: hello}]}`;
/** To whom, in whose words, and whether that is somebody else. */
const told = ({ leaks }: RunResult) =>
  leaks.flatMap(({ frame, ranges }: Leak) =>
    ranges
      .filter(({ end, start }) => end - start > 2)
      .map(({ source, crossRecipient }) => [
        source.recipient.host ?? source.recipient.address,
        frame.recipient.host ?? frame.recipient.address,
        crossRecipient,
      ]),
  );

describe('whose a leak is', () => {
  test.each([
    ["a host's own, by IPv4 address and then MAC", 'bob', '02:00:0a:00:00:0b', ['bob', 'bob', false]],
    ["a host's own, by names", 'bob', 'bob', ['bob', 'bob', false]],
    ["another's", 'alice', 'bob', ['alice', 'bob', true]],
    [
      "of what goes to the gateway's MAC address",
      'website, via: gateway',
      'website',
      ['website', 'website', false],
    ],
    ['of a MAC address that two hosts declare', 'gateway', 'gateway', ['gateway', '00:16:3e:00:00:fe', true]],
    ['of somebody undeclared', '10.0.0.99', '02:00:0a:00:00:63', ['10.0.0.99', '02:00:0a:00:00:63', true]],
    ['of everybody', 'bob', 'ff:ff:ff:ff:ff:ff', ['bob', 'ff:ff:ff:ff:ff:ff', true]],
  ])('%s', async (_, first, second, expected) => {
    const result = await run(written(first), leaking(second));
    expect(told(result)).toEqual([expected]);
    const isCross = expected[2] === true;
    expect(result.totals.crossRecipientBytes > 0).toBe(isCross);
    expect(result.totals.crossRecipientFrames).toBe(isCross ? 1 : 0);
    expect(result.leakGroups.some(({ crossRecipient }) => crossRecipient)).toBe(isCross);
  });

  test('by IPv6 address, declared and made', async () => {
    const result = await run('pong6: {to: bob, payload: "twenty bytes of this, and some"}', leaking('bob'));
    expect(told(result)).toEqual([['bob', 'bob', false]]);
    expect(result.names).toMatchObject({ '2001:db8::b': 'bob', 'fe80::216:3eff:fe00:a': 'alice' });
  });
});

test('a secret that a host gets by several addresses is counted once, as sent and as disclosed', async () => {
  const secret = (to: string): string =>
    `raw: {to: "${to}", size: 62, writes: [{at: 14, data: {text: "sesame sesame", secret: word}}]}`;
  const result = await run(
    secret('alice'),
    'udp: {to: alice, to_port: 9, payload: {text: "sesame sesame", secret: word}}',
    'raw: {to: bob, size: 62, writes: [{at: 14, data: hi}]}',
    'udp: {to: bob, to_port: 9, payload: x}',
  );
  const [{ sentTo = [], disclosedTo = [] } = {}] = result.secrets;
  expect(sentTo.map(({ recipient: { host }, frames }) => [host, frames])).toEqual([['alice', 2]]);
  expect(disclosedTo.map(({ recipient: { host } }) => host)).toEqual(['bob']);
});

test('what netback sends to the guest is for the unikernel', async () => {
  const result = await run('receive: {from: bob, udp: {to_port: 9, payload: {text: sesame, secret: word}}}');
  expect(result.secrets[0]?.sentTo.map(({ recipient }) => recipient)).toEqual([
    { kind: 'ipv4', address: '10.0.0.1', host: 'unikernel' },
  ]);
});

test('expectations tell hosts, by name and by any of their addresses', async () => {
  const head = 'hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}\n';
  const steps = `steps:
  - udp: {to: alice, to_port: 9, payload: {text: "sesame sesame", secret: word}}
  - raw: {to: bob, size: 62, writes: [{at: 14, data: hi}]}
`;
  for (const to of ['bob', '10.0.0.11', '"02:00:0a:00:00:0b"', '"fe80::aff:fe00:b"']) {
    const text = `${head}expect: {secrets: {word: {to: ${to}}}}\n${steps}`;
    const { expectations } = await runScript(loadScript(text, 'x.yaml'), { release: '1.10.0' });
    expect(expectations.failures).toEqual([]);
  }
  const text = `${head}expect: {secrets: {word: {to: alice}}}\n${steps}`;
  const { expectations } = await runScript(loadScript(text, 'x.yaml'), { release: '1.10.0' });
  expect(expectations.failures.map(({ found }) => found)).toEqual(['disclosed: 13 bytes to bob']);
});

test('a comparison names the host of a frame that differs', async () => {
  const script = loadScript(`${HEAD}  - ${written('alice')}\n  - ${leaking('bob')}\n`, 'hosts.yaml');
  const { differences } = await compareReleases(script);
  expect(differences.first.map(({ recipient }) => recipient)).toEqual([
    { kind: 'mac', address: '02:00:0a:00:00:0b', host: 'bob' },
  ]);
});

test('comments of a capture name the host', async () => {
  const { leaks } = await run(leaking('alice'), written('alice'), leaking('bob'));
  const leak = leaks.at(-1);
  if (leak === undefined) throw new Error('nothing leaked');
  const details = { number: 3, direction: 'tx', at: 'receiver', verdict: 'delivered' } as const;
  const [line] = frameComments({ ...details, leak, checksumFailures: [], notes: [] }, { framesBefore: 0 });
  expect(line).toMatch(/ from frame 2 \(udp to alice\), /);
});
