// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoadOptions, loadScript, ScriptErrors, StepCursor } from '../../../src/script/index.ts';
import type { Script } from '../../../src/script/script.ts';
import { formatIpv4 } from '../../../src/wire/address.ts';
import { textsOf } from '../../support/step-payloads.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Files by name, as a folder would have them. */
function reader(files: Files): NonNullable<LoadOptions['readFile']> {
  return (name, from) => {
    const file = path.join(path.dirname(from), name);
    const found = Object.hasOwn(files, file) ? files[file] : undefined;
    if (found === undefined) throw new Error('no such file or directory');
    return typeof found === 'string' ? new TextEncoder().encode(found) : found;
  };
}

function load(text: string, files: Files, defines: Record<string, string> = {}): Script {
  return loadScript(text, 'a.yaml', { readFile: reader(files), defines });
}

function problems(text: string, files: Files, defines: Record<string, string> = {}): string[] {
  try {
    load(text, files, defines);
  } catch (error) {
    if (error instanceof ScriptErrors) return error.errors.map(String);
    throw error;
  }
  return [];
}

function texts(script: Script): string[] {
  return textsOf(new StepCursor(script));
}

const PING = 'vars: {text: own, i: none}\nsteps: [{ping: {to: 10.0.0.2, payload: "${text} ${i}"}}]\n';

describe('a step that includes a script', () => {
  test('stands for its steps, each with the file and line where it stands', () => {
    const script = load('steps:\n  - poll\n  - include: common/p.yaml\n  - poll\n', {
      'common/p.yaml': '# a comment\nsteps:\n  - name: inner\n    include: q.yaml\n  - poll\n',
      'common/q.yaml': 'seed: 5\nsteps: [rs6]\n',
    });
    expect(script.sites).toEqual([
      { index: 0, label: 'poll', line: 2 },
      { index: 1, label: 'include common/p.yaml', line: 3 },
      { index: 2, label: 'inner', line: 3, file: 'common/p.yaml' },
      { index: 3, label: 'rs6', line: 2, file: 'common/q.yaml' },
      { index: 4, label: 'poll', line: 5, file: 'common/p.yaml' },
      { index: 5, label: 'poll', line: 4 },
    ]);
    expect(script.stepCount).toBe(4);
    expect(script.seed).toBe(1);
    const cursor = new StepCursor(script);
    expect([0, 1, 2, 3, 4].map(() => cursor.next()?.site.index)).toEqual([0, 3, 4, 5, undefined]);
  });

  test('works in a repeat and in a choice, and knows the index', () => {
    const repeat = 'steps: [{repeat: {count: 2, as: i, steps: [{include: p.yaml}]}}]';
    expect(texts(load(repeat, { 'p.yaml': PING }))).toEqual(['own 0', 'own 1']);
    const nested = `steps: [{repeat: {count: 2, as: n, steps: [{choice: [{steps: [{include: r.yaml}]}]}]}}]`;
    const files = {
      'r.yaml': 'steps: [{repeat: {count: 2, as: i, steps: [{include: p.yaml}]}}]',
      'p.yaml': PING,
    };
    expect(texts(load(nested, files))).toEqual(['own 0', 'own 1', 'own 0', 'own 1']);
  });

  test('an inner index may have the name of an outer one, or of a variable outside, in another file', () => {
    const loop = 'steps: [{repeat: {count: 2, as: i, steps: [{ping: {to: 10.0.0.2, payload: "${i}"}}]}}]';
    const outer = 'vars: {i: 7}\nsteps: [{repeat: {count: 1, steps: [{include: p.yaml}]}}]';
    expect(texts(load(outer, { 'p.yaml': loop }))).toEqual(['0', '1']);
    const same = 'steps: [{repeat: {count: 2, as: i, steps: [{include: p.yaml}]}}]';
    expect(texts(load(same, { 'p.yaml': loop }))).toEqual(['0', '1', '0', '1']);
  });

  test('a file without steps brings its hosts, known everywhere', () => {
    const text = 'steps: [{ping: {to: alice}}, {include: h.yaml}]';
    expect(load(text, { 'h.yaml': 'hosts: {alice: {ip: 10.0.0.9}}' }).hosts.get('alice')?.ip).toBe(
      0x0a000009,
    );
    expect(problems(text, { 'h.yaml': 'hosts: {alice: {ip: 10.0.0.9}}\nsteps: []' })).toEqual([]);
  });

  test('the name of the file may have variables in it', () => {
    const text = 'vars: {which: p}\nsteps: [{include: "${which}.yaml"}]';
    expect(texts(load(text, { 'p.yaml': PING }))).toEqual(['own none']);
  });
});

describe('the value of a variable', () => {
  const given = 'vars: {text: outer}\nsteps: [{include: {file: p.yaml, vars: {text: given}}}]';
  const outer = 'vars: {text: outer}\nsteps: [{include: p.yaml}]';
  const none = 'steps: [{include: p.yaml}]';

  test.each([
    ['given with the step', given, {}, 'given none'],
    ['given with the step, whatever is defined', given, { text: 'defined' }, 'given none'],
    ["the including script's", outer, {}, 'outer none'],
    ["the including script's, as it is defined", outer, { text: 'defined' }, 'defined none'],
    ['defined for the included script alone', none, { text: 'defined' }, 'defined none'],
    ['its own', none, {}, 'own none'],
  ])('%s', (_, text, defines, expected) => {
    expect(texts(load(text, { 'p.yaml': PING }, defines))).toEqual([expected]);
  });

  test('lasts for one inclusion, and reaches what that includes', () => {
    const text = 'steps: [{include: {file: q.yaml, vars: {text: 1.10}}}, {include: q.yaml}]';
    const files = { 'q.yaml': 'vars: {text: q}\nsteps: [{include: p.yaml}]', 'p.yaml': PING };
    expect(texts(load(text, files))).toEqual(['1.10 none', 'q none']);
  });

  test('is what others in the included script are made from', () => {
    const files = {
      'p.yaml': 'vars: {a: 1, b: "${a}${a}"}\nsteps: [{ping: {to: 10.0.0.2, payload: "${b}"}}]',
    };
    expect(texts(load('steps: [{include: {file: p.yaml, vars: {a: x}}}]', files))).toEqual(['xx']);
    expect(texts(load('steps: [{include: p.yaml}]', files, { a: 'y' }))).toEqual(['yy']);
  });
});

describe('the head of a script that includes others', () => {
  test('has their hosts and vars; its own win, and then the last', () => {
    const script = load(
      'vars: {net: 10.3.0, both: "${first} ${second}"}\ninclude: [h.yaml, k.yaml]\nsteps: [{note: "${who} ${both}"}]',
      {
        'h.yaml': 'vars: {net: 10.0.0, who: h, first: 1}\nhosts: {alice: {ip: "${net}.9"}}\nsteps: [poll]',
        'k.yaml': 'vars: {who: k, second: "${first}.2"}\nhosts: {bob: {ip: "${net}.8"}}',
      },
    );
    expect([...script.hosts].map(([name, { ip }]) => `${name} ${formatIpv4(ip)}`)).toEqual([
      'bob 10.3.0.8',
      'alice 10.3.0.9',
    ]);
    expect(new StepCursor(script).next()).toMatchObject({ text: 'k 1 1.2' });
    expect(script.stepCount).toBe(1);
  });

  test('may reach a file in two ways', () => {
    const files = {
      'd/b.yaml': 'include: ../c.yaml',
      'c.yaml': 'hosts: {alice: {ip: 10.0.0.9}}',
    };
    const text = 'include: [d/b.yaml, ./c.yaml]\nsteps: [{ping: {to: alice}}]';
    expect(problems(text, files)).toEqual([]);
  });
});

describe('a mistake names the file it stands in', () => {
  test.each<[what: string, text: string, files: Files, ...messages: string[]]>([
    [
      'a missing file',
      'steps:\n  - include: p.yaml\n  - include: {file: q.yaml}\n',
      {},
      'a.yaml:2:14: steps[0].include: Cannot include "p.yaml": no such file or directory',
      'a.yaml:3:21: steps[1].include.file: Cannot include "q.yaml": no such file or directory',
    ],
    [
      'in a step, and in the script itself',
      'steps:\n  - include: d/p.yaml\n  - udp: {to: bob}\n',
      { 'd/p.yaml': 'steps:\n  - ping: {to: alcie}\nhosts: {alice: {ip: 10.0.0.2}}\n' },
      'a.yaml:3:10: steps[1].udp.to_port: Missing key "to_port": expected a port (0 to 65535)',
      'a.yaml:3:15: steps[1].udp.to: Unknown host "bob"',
      'd/p.yaml:2:16: steps[0].ping.to: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      'in a head',
      'include: p.yaml\nsteps: [poll]\n',
      { 'p.yaml': 'sede: 1\nhosts: {a: {ip: 1}}\n' },
      'p.yaml:1:1: sede: Unknown key "sede"; did you mean "seed"?',
      'p.yaml:2:17: hosts.a.ip: Expected an IPv4 address such as "10.0.0.10", got 1',
    ],
    [
      'YAML that is none, told once',
      'steps:\n  - include: p.yaml\n  - include: p.yaml\n',
      { 'p.yaml': 'steps: "x\n' },
      'p.yaml:1:8: Expected " at the end of this text, which begins with one',
    ],
    [
      'an empty file',
      'steps: [{include: p.yaml}]',
      { 'p.yaml': '' },
      'a.yaml:1:19: steps[0].include: Cannot include "p.yaml": expected a script in it, got nothing',
    ],
    [
      'a file that is no text',
      'steps: [{include: p.yaml}]',
      { 'p.yaml': Uint8Array.of(0xff) },
      'a.yaml:1:19: steps[0].include: Cannot include "p.yaml": it is not UTF-8 text',
    ],
    [
      'a cycle',
      'steps: [{include: b.yaml}]',
      { 'b.yaml': 'include: d/c.yaml', 'd/c.yaml': 'include: ../b.yaml' },
      'd/c.yaml:1:10: include: Cannot include "../b.yaml": a script cannot include itself (b.yaml → d/c.yaml → b.yaml)',
    ],
    [
      'a script that includes itself',
      'steps: [{include: ./a.yaml}]',
      { 'a.yaml': 'steps: [{include: ./a.yaml}]' },
      'a.yaml:1:19: steps[0].include: Cannot include "./a.yaml": a script cannot include itself (a.yaml → a.yaml)',
    ],
    [
      'hosts that are not the same',
      'hosts: {alice: {ip: 10.0.0.2}, bob: {ip: 10.0.0.3}}\nsteps: [{include: p.yaml}]',
      { 'p.yaml': 'hosts: {bob: {ip: 10.0.0.3},\n  alice: {ip: 10.0.0.4}}' },
      'p.yaml:2:10: hosts.alice: Host "alice" is 10.0.0.4 (02:00:0a:00:00:04, fe80::aff:fe00:4) here, but 10.0.0.2 (02:00:0a:00:00:02, fe80::aff:fe00:2) at a.yaml:1:16',
    ],
    [
      'an address of two hosts',
      'hosts: {alice: {ip: 10.0.0.2}}\nsteps: [{include: p.yaml}]',
      { 'p.yaml': 'hosts: {bob: {ip: 10.0.0.2}}' },
      'p.yaml:1:19: hosts.bob.ip: Address 10.0.0.2 is already that of "alice"',
    ],
    [
      'a value for a variable that is not there',
      'vars: {textt: 1}\nsteps: [{include: {file: p.yaml, vars: {txet: 1}}}]',
      { 'p.yaml': PING },
      'a.yaml:2:41: steps[0].include.vars.txet: Cannot define "txet": "p.yaml" has no such variable; did you mean "text"?',
    ],
    [
      'an index as the value of a variable',
      'steps: [{repeat: {count: 2, as: i, steps: [{include: {file: p.yaml, vars: {text: "${i}"}}}]}}]',
      { 'p.yaml': PING },
      'a.yaml:1:82: steps[0].repeat.steps[0].include.vars.text: A loop index can stand only in the text of a payload, or alone as a port, ip_id, id, seq or ack of a packet',
    ],
    [
      'a variable in an include of the head',
      'vars: {x: p}\ninclude: ["${x}.yaml"]\nsteps: [poll]',
      { 'p.yaml': PING },
      'a.yaml:2:11: include[0]: A variable cannot stand in what the head includes: it may bring variables itself',
    ],
    [
      'an include of the wrong shape',
      'include: {file: p.yaml}\nsteps: [{include: }, {include: [p.yaml]}]',
      { 'p.yaml': PING },
      'a.yaml:1:10: include: Expected a file name or a list of them, got a mapping',
      'a.yaml:2:19: steps[0].include: Expected a file name, or {file: …, vars: …}, got nothing',
      'a.yaml:2:32: steps[1].include: Expected a file name, or {file: …, vars: …}, got a list',
    ],
    [
      'another action beside it',
      'steps: [{include: p.yaml, poll: }]',
      { 'p.yaml': PING },
      'a.yaml:1:9: steps[0]: Step has 2 actions, "poll" and "include": give each a step of its own',
    ],
    [
      'control characters in a name',
      'steps: [{include: "\\e[2J"}]',
      {},
      'a.yaml:1:19: steps[0].include: Cannot include "\\u001b[2J": a file name cannot have control characters in it',
    ],
  ])('%s', (_, text, files, ...messages) => {
    expect(problems(text, files)).toEqual(messages);
  });

  test('without a reader there is nothing to include', () => {
    expect(() => loadScript('include: p.yaml\nsteps: [poll]', 'a.yaml')).toThrow(
      new ScriptErrors([]).constructor as typeof ScriptErrors,
    );
    expect(() => loadScript('include: p.yaml\nsteps: [poll]', 'a.yaml')).toThrow(
      'a.yaml:1:10: include: Cannot include "p.yaml": no files can be read here',
    );
  });

  test('a define of no script at all', () => {
    expect(problems('steps: [{include: p.yaml}]', { 'p.yaml': PING }, { txet: '1' })).toEqual([
      'p.yaml:1:7: vars: Cannot define "txet": the script has no such variable; did you mean "text"?',
    ]);
  });
});

describe('what is included is bounded', () => {
  const chain = (length: number): Files =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `${i}.yaml`,
        i + 1 < length ? `steps: [{include: ${i + 1}.yaml}]` : 'steps: [poll]',
      ]),
    );

  test('in depth', () => {
    expect(problems('steps: [{include: 0.yaml}]', chain(16))).toEqual([]);
    const [told = ''] = problems('steps: [{include: 0.yaml}]', chain(17));
    expect(told).toMatch(
      /^15\.yaml:1:19: .* it is included too deeply: at most 16 levels \(a\.yaml → 0\.yaml → /,
    );
  });

  test('in number, however few files there are', () => {
    const twice = (next: string): string => `steps: [{include: ${next}}, {include: ${next}}]`;
    const laughs = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`${i}.yaml`, twice(`${i + 1}.yaml`)]),
    );
    expect(problems(twice('0.yaml'), { ...laughs, '12.yaml': 'steps: [poll]' }).join()).toContain(
      'Script includes too much: more than 1000 times another script',
    );
  });

  test('in values, each inclusion counted', () => {
    const long = `steps: [${'poll, '.repeat(20_000)}]`;
    expect(problems(`steps: [${'{include: p.yaml}, '.repeat(30)}]`, { 'p.yaml': long }).join()).toContain(
      'Script includes too much: more than 500000 values, those of each inclusion counted',
    );
  });

  test('in different files', () => {
    const files = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`${i}.yaml`, 'steps: []']));
    const text = `steps:\n${Array.from({ length: 257 }, (_, i) => `- include: ${i}.yaml\n`).join('')}`;
    expect(problems(text, files)).toEqual([
      'a.yaml:258:12: steps[256].include: Cannot include "256.yaml": more than 256 files are included',
    ]);
  });

  test('in characters, those of the script itself counted', () => {
    const long = `# ${'x'.repeat(1_500_000)}\nsteps: [poll]`;
    const text = 'steps: [{include: b.yaml}, {include: c.yaml}, {include: d.yaml}]';
    expect(problems(text, { 'b.yaml': long, 'c.yaml': long, 'd.yaml': long })).toEqual([
      'd.yaml:1:1: Script is too long: 1500016 characters, at most 4194304, included scripts counted',
    ]);
  });

  test('a file that cannot be included is read once', () => {
    let reads = 0;
    const readFile = (): Uint8Array => {
      reads++;
      return new TextEncoder().encode('steps: "');
    };
    const text = `steps:\n${'- include: p.yaml\n'.repeat(100)}`;
    expect(() => loadScript(text, 'a.yaml', { readFile })).toThrow(/^p\.yaml:1:8: [^\n]*$/);
    expect(reads).toBe(1);
  });
});

describe('a payload from a file', () => {
  const data = {
    'd.bin': 'hello world',
    'sub/d.bin': 'other',
    'sub/p.yaml': 'steps: [{ping: {to: 10.0.0.2, payload: {file: d.bin}}}]',
  };
  const payloadOf = (payload: string): string => `steps: [{ping: {to: 10.0.0.2, payload: ${payload}}}]`;

  test.each([
    ['{file: d.bin}', 'hello world'],
    ['{file: d.bin, offset: 6}', 'world'],
    ['{file: d.bin, size: 5}', 'hello'],
    ['[{file: d.bin, offset: 4, size: 3}, "!", {file: ./d.bin, offset: 11}]', 'o w!'],
  ])('%s', (payload, expected) => {
    expect(texts(load(payloadOf(payload), data))).toEqual([expected]);
  });

  test('is looked for where the included script lies', () => {
    expect(texts(load('steps: [{include: sub/p.yaml}]', data))).toEqual(['other']);
  });

  test.each([
    ['{file: e.bin}', '47', '.file: Cannot read "e.bin": no such file or directory'],
    [
      '{file: d.bin, offset: 12}',
      '62',
      '.offset: File "d.bin" is too short: it has 11 bytes, the offset is 12',
    ],
    [
      '{file: d.bin, offset: 2, size: 10}',
      '71',
      '.size: File "d.bin" is too short: it has 11 bytes, offset and size reach to 12',
    ],
    ['{offset: 2, size: 10}', '40', ': Payload with "offset" needs "file" too'],
    ['{file: ""}', '47', '.file: Expected a file name in quotes, got ""'],
  ])('%s is told with its place', (payload, column, message) => {
    expect(problems(payloadOf(payload), data)).toEqual([
      `a.yaml:1:${column}: steps[0].ping.payload${message}`,
    ]);
  });

  test('is bounded', () => {
    const long = { 'd.bin': new Uint8Array(65_536), 'e.bin': new Uint8Array(524_289) };
    expect(problems(payloadOf('{file: d.bin}'), long)).toEqual([
      'a.yaml:1:40: steps[0].ping.payload: Payload is too long: 65536 bytes, at most 65535',
    ]);
    expect(problems(payloadOf('{file: e.bin, size: 1}'), long)).toEqual([
      'a.yaml:1:47: steps[0].ping.payload.file: Cannot read "e.bin": it has 524289 bytes, at most 524288 can be used',
    ]);
    const many = payloadOf(`[${'{file: d.bin}, '.repeat(5000)}]`);
    expect(problems(many, long).join()).toContain('Payload is too long: ');
    expect(problems(payloadOf('{file: d.bin}'), {}).join()).toContain('no such file');
  });
});
