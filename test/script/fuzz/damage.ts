// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { parse, stringify } from 'yaml';
import type { Chooser } from './chooser.ts';

const NOISE = [
  ...[
    '',
    ' ',
    '\n',
    '\t',
    '\r',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '- ',
    '? ',
    '#',
    ' #',
    '|',
    '>',
    '|+\n',
  ],
  ...[
    '&a ',
    '*a',
    '*b',
    '!b ',
    '!!binary ',
    '!!set ',
    '!<tag:x> ',
    '<<: ',
    '<<: *a',
    '%',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
  ],
  ...[
    '\\',
    '\\x',
    '\u0000',
    '\u0007',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ud800',
    '😀',
    'é',
    '\u202e',
  ],
  ...[
    '${',
    '${a}',
    '$${',
    '${port}',
    '}',
    '0x',
    '-',
    '.inf',
    '.nan',
    '~',
    'null',
    'true',
    '1e999',
    '0o17',
    '1_000',
  ],
  ...[
    'include: ',
    'include: self.yaml',
    '{file: data.bin}',
    'steps:',
    'repeat: ',
    '__proto__: ',
    'constructor: ',
  ],
];

/** Cuts, doubles, moves and inserts. */
export function damageText(text: string, choose: Chooser): string {
  let damaged = text;
  for (let left = 1 + choose.below(choose.once(2) ? 1 : 5); left > 0; left--) {
    const at = choose.below(damaged.length + 1);
    const end = Math.min(at + choose.size(200), damaged.length);
    const kind = choose.below(6);
    if (kind === 0) damaged = damaged.slice(0, at) + damaged.slice(end);
    else if (kind === 1) damaged = damaged.slice(0, end) + damaged.slice(at);
    else if (kind === 2) damaged = damaged.slice(0, at);
    else if (kind === 3) {
      const to = choose.below(damaged.length + 1);
      damaged = damaged.slice(0, to) + damaged.slice(at, end) + damaged.slice(to);
    } else if (kind === 4) {
      damaged = damaged.slice(0, at) + String.fromCharCode(choose.size(0x10000)) + damaged.slice(at + 1);
    } else damaged = damaged.slice(0, at) + choose.pick(NOISE) + damaged.slice(at + choose.below(3));
  }
  return damaged;
}

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    1e300,
    65_536,
    2 ** 32,
    2 ** 53,
    '',
    'x',
    'alice',
    'alcie',
    'unikernel',
  ],
  ...[
    '0x10',
    '10.0.0.1',
    '::',
    '00:16:3e:00:00:0a',
    '1ms',
    '__proto__',
    'constructor',
    'poll',
    'rs6',
    [],
    {},
    [[]],
  ],
  ...[
    [null],
    { size: 1 },
    { hex: 'zz' },
    { hex: '0g' },
    '${i}',
    '${port}',
    '${number',
    '$${',
    { pattern: '', size: 3 },
  ],
  ...[{ '': 1 }, { toString: 1 }, { pattern: 'x', size: 524_288 }, { size: 524_288 }, { file: 'data.bin' }],
  ...[
    { file: 'self.yaml', offset: 3 },
    { file: 'none' },
    'self.yaml',
    'login.yaml',
    ['hosts.yaml', 'self.yaml'],
  ],
  ...[
    { include: 'self.yaml' },
    { include: { file: 'login.yaml', vars: { port: '${port}' } } },
    { counter: 8 },
  ],
  ...[
    { repeat: { count: 1e9, as: 'i', steps: ['poll'] } },
    { choice: [{ steps: ['poll'] }] },
    { poll: null },
  ],
];

const KEYS = [
  ...[
    '',
    'to',
    'from',
    'steps',
    'name',
    'size',
    'as',
    'pattern',
    'hex',
    'file',
    'offset',
    'include',
    'vars',
    'hosts',
  ],
  ...[
    'payload',
    'poll',
    'udp',
    'repeat',
    'count',
    'choice',
    'weight',
    'to_port',
    'note',
    'wait',
    'seed',
    'mtu',
    'i',
  ],
  ...['constructor', 'toString', '__proto__', 'a b', '0', 'hasOwnProperty', 'then'],
];

/** Changes the data of a script: values and keys for others, pieces of `other` put in. */
export function damageData(text: string, other: string, choose: Chooser): string {
  let value: unknown = parse(text);
  const donor: unknown = parse(other);
  for (let left = 1 + choose.below(choose.once(2) ? 1 : 4); left > 0; left--)
    value = change(value, donor, choose);
  return choose.once(2) ? JSON.stringify(value, null, choose.below(2)) : stringify(value);
}

function change(value: unknown, donor: unknown, choose: Chooser): unknown {
  if (typeof value !== 'object' || value === null || choose.once(8)) {
    return choose.once(3) ? piece(donor, choose) : choose.pick(VALUES);
  }
  const entries: [string, unknown][] = Object.entries(value);
  const at = choose.below(entries.length + 1);
  const [key, member] = entries[at] ?? [choose.pick(KEYS), choose.pick(VALUES)];
  const kind = choose.below(8);
  if (kind === 0) entries.splice(at, 1);
  else if (kind === 1) entries[at] = [choose.pick(KEYS), member];
  else if (kind === 2) entries.push([`${key}${choose.below(3)}`, member]);
  else entries[at] = [key, change(member, donor, choose)];
  if (Array.isArray(value)) return entries.map(([, element]) => element);
  return Object.fromEntries(entries);
}

function piece(value: unknown, choose: Chooser): unknown {
  if (typeof value !== 'object' || value === null || choose.once(4)) return value;
  const members: unknown[] = Object.values(value);
  return members.length === 0 ? value : piece(choose.pick(members), choose);
}
