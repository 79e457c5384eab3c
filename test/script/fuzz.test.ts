// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadScript, ScriptErrors, StepCursor } from '../../src/script/index.ts';

const VALID = {
  name: 'fuzz',
  release: '1.10.0',
  seed: 7,
  epoch: '2019-02-24T00:00:00Z',
  interval: '1ms',
  poll: { every: 3 },
  link: { rate: '10Mbit', latency: '2ms' },
  vars: { pause: '1ms', text: 'packet', number: 7, yes: true },
  unikernel: { mac: '00:16:3e:00:00:01', ip: '10.0.0.1', ip6: 'fe80::1' },
  expect: [
    { release: '1.10.0', frames: { min: 1 }, leaked: 'some', discarded: 0 },
    { release: ['1.9.0', '1.10.1'], errors: 'none' },
  ],
  hosts: { alice: { mac: '00:16:3e:00:00:0a', ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' } },
  steps: [
    { udp: { to: 'alice', from_port: 1, to_port: 53, payload: 'hello' }, name: 'label' },
    {
      arp: { reply: 'bob' },
      expect: [
        {
          verdict: 'delivered',
          leaks: 'none',
          length: 42,
          bytes: [
            { at: 12, hex: '0806' },
            { at: 0, text: 'x' },
          ],
        },
        { because: ['ipv4', 'udp'], cause: 'writer', frames: { max: 3 }, error: 'Cannot' },
      ],
    },
    {
      tcp: {
        to: 'bob',
        to_port: 80,
        ack: 1,
        flags: 'PA',
        options: [{ mss: 1460 }, 'nop', { sack: [[1, 2]] }],
      },
    },
    { ping: { to: 'alice', payload: [{ hex: '00ff' }, { size: 3 }, 'x'] } },
    { arp: { request: 'alice', sender_mac: 'bob' } },
    { dhcp: { type: 'discover', requests: ['routers', 1] } },
    { dhcp: { type: 'request', server_ip: 'bob', request_ip: '10.0.0.77' } },
    {
      dhcp: {
        type: 'offer',
        to: 'alice',
        options: [{ routers: ['bob'] }, { code: 224, hex: '00' }],
        sname: 's',
      },
    },
    { nat: { from: 'alice', to: 'bob', udp: { to_port: 1 }, announce: 'mtu', ip_options: '94040000' } },
    {
      nat: { from: 'alice', to: 'bob', icmp: { type: 3, error: { from: 'alice', to: 'bob', payload: 'x' } } },
    },
    { ns6: { target: 'alice' } },
    { na6: { to: 'bob' } },
    'rs6',
    { pong6: { to: 'alice', payload: { text: 'x' } } },
    { raw: { size: 60, to: 'alice', writes: [{ at: 14, data: { size: 3 } }] } },
    { receive: { size: 60, returns: 3, writes: [] } },
    { receive: { from: 'alice', to: 'bob', via: 'bob', udp: { to_port: 1, payload: 'x' } } },
    { receive: { from: 'alice', arp: { request: 'unikernel' } } },
    { receive: { from: 'alice', dhcp: { type: 'offer', options: [{ routers: ['bob'] }] } } },
    {
      tcp_conversation: {
        with: 'bob',
        via: 'alice',
        opens: 'bob',
        to_port: 80,
        mss: 100,
        window: 500,
        seq: { opener: 1, other: 2 },
        close: 'reset',
        data: [
          { from: 'bob', payload: ['x', { size: 300 }, { counter: 9 }] },
          { from: 'unikernel', payload: 'y' },
        ],
      },
    },
    { udp_exchange: { with: 'bob', to_port: 53, asks: 'x', answers: { size: 3 }, count: 2 } },
    { dhcp_exchange: { server: 'bob', offers: '10.0.0.9', lease: 60, options: [{ hostname: 'x' }] } },
    { dhcp_exchange: { role: 'server', client: '02:00:00:00:00:01', offers: '10.0.0.9', xid: 3 } },
    {
      nat_flow: {
        from: 'alice',
        to: 'bob',
        via: 'bob',
        ttl: 9,
        tcp: { to_port: 80, external_port: 1, close: 'none' },
        data: [{ from: 'bob', payload: 'x' }],
      },
    },
    { nat_flow: { from: 'alice', to: 'bob', udp: { to_port: 9 }, data: [{ from: 'bob', payload: '' }] } },
    'poll',
    { wait: '${pause}' },
    { note: 'costs $${5}' },
    { at: '5ms', fault: { delay: 2, by: '${pause}' } },
    { fault: { stall: true }, after: '0s' },
    { repeat: { count: 2, every: '10ms', steps: [{ fault: { drop: 1 } }, { fault: { resume: true } }] } },
    {
      repeat: {
        count: 3,
        as: 'i',
        steps: [
          { udp: { to: 'bob', to_port: '${i}', payload: ['${text} ${i}', { counter: 4 }, { size: 2 }] } },
          { choice: [{ weight: 2, steps: ['poll'] }, { steps: [{ ping: { to: 'bob', seq: '${i}' } }] }] },
        ],
      },
    },
    { ping: { to: 'alice', payload: [{ base64: 'AAE=' }, { pattern: 'ab', size: 5 }, { random: 2 }] } },
    { repeat: { count: 1000000000, steps: [{ repeat: { count: 3, steps: ['poll'] } }] } },
  ],
};

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  'alice',
  'alcie',
  '0x10',
  '10.0.0.1',
  '::',
  '__proto__',
  'constructor',
  [],
  {},
  [[]],
  [null],
  { size: 1 },
  { hex: 'zz' },
  '${i}',
  '${text}',
  '${number',
  { pattern: '', size: 3 },
  { '': 1 },
  { __proto__: 1 },
  { toString: 1 },
  65_536,
  2 ** 32,
];
const ODD_KEYS = [
  '',
  'to',
  'steps',
  'name',
  'constructor',
  'toString',
  '__proto__',
  'size',
  'as',
  'pattern',
  'hex',
  'poll',
  'a b',
  '0',
];

/** Changes one place in a copy of `value`, chosen by `choose`. */
function mutate(value: unknown, choose: (below: number) => number): unknown {
  if (typeof value !== 'object' || value === null || choose(8) === 0)
    return ODD_VALUES[choose(ODD_VALUES.length)];
  const entries = Object.entries(value);
  const at = choose(entries.length + 1);
  const [key, member] = entries[at] ?? [
    ODD_KEYS[choose(ODD_KEYS.length)] ?? '',
    ODD_VALUES[choose(ODD_VALUES.length)],
  ];
  const action = choose(6);
  if (action === 0) entries.splice(at, 1);
  else if (action === 1) entries[at] = [ODD_KEYS[choose(ODD_KEYS.length)] ?? '', member];
  else entries[at] = [key, mutate(member, choose)];
  return Array.isArray(value) ? entries.map(([, element]) => element) : new Map(entries);
}

/** JSON of mappings that were made into Maps, so that the key __proto__ is like any other. */
function toJson(value: unknown): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}: ${toJson(member)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return toJson(new Map(Object.entries(value)));
  return JSON.stringify(value) ?? 'null';
}

/** Loads `text` and goes some steps; anything but a collection of problems is thrown on. */
function tryScript(text: string): 'loaded' | 'refused' {
  try {
    const cursor = new StepCursor(loadScript(text, 'x.yaml'));
    for (let i = 0; i < 40; i++) cursor.next();
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    expect(error.errors.length).toBeGreaterThan(0);
    for (const problem of error.errors) {
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.column).toBeGreaterThan(0);
      expect(problem.message).toMatch(/^[A-Z].*[^.]$/su);
      expect(problem.message.length).toBeLessThan(500);
    }
    return 'refused';
  }
}

test('the script that is mutated is valid', () => {
  expect(tryScript(toJson(VALID))).toBe('loaded');
});

test('mutated data is loaded or refused with problems', () => {
  const outcomes = { loaded: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e6), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      (choices, times) => {
        let next = 0;
        const choose = (below: number): number => (choices[next++ % choices.length] ?? 0) % below;
        let value: unknown = VALID;
        for (let i = 0; i < times; i++) value = mutate(JSON.parse(toJson(value)), choose);
        outcomes[tryScript(toJson(value))]++;
      },
    ),
    { numRuns: 800 },
  );
  expect(outcomes.loaded).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
});

test('damaged text is loaded or refused with problems', () => {
  const text = JSON.stringify(VALID, null, 1);
  const noise = fc.constantFrom(
    '',
    ' ',
    '\n',
    '\t',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '-',
    '? ',
    '&a ',
    '*a',
    '!b ',
    '#',
    '|',
    '>',
    '%',
    '---\n',
    '...',
    '\\',
    '\u0000',
    '\ufeff',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length), fc.nat(6), noise), { minLength: 1, maxLength: 4 }),
      (cuts) => {
        let damaged = text;
        for (const [at, length, insertion] of cuts)
          damaged = damaged.slice(0, at) + insertion + damaged.slice(at + length);
        tryScript(damaged);
      },
    ),
    { numRuns: 800 },
  );
});

test('any text is loaded or refused with problems', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      tryScript(text);
      tryScript(`steps: ${text}`);
    }),
    { numRuns: 500 },
  );
});
