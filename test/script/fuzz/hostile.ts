// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import type { Chooser } from './chooser.ts';

/** Makes a text that is meant to take much time or memory, the more the greater `n` is; 1 is the least. */
type Hostile = (n: number, choose: Chooser) => string;

const pings = (payload: string): string => `steps: [{ping: {to: 10.0.0.2, payload: ${payload}}}]`;
const list = (n: number, item: (i: number) => string, between = ', '): string =>
  Array.from({ length: n }, (_, i) => item(i)).join(between);
const inner = (n: number): number => Math.min(n, 300);

/** By what they attack. `n` goes up to a million. */
export const HOSTILE: Readonly<Record<string, Hostile>> = {
  'deep brackets': (n) => '['.repeat(n),
  'deep braces': (n) => '{a: '.repeat(n),
  'deep pairs': (n) => '[{'.repeat(inner(n)) + ']}'.repeat(inner(n)),
  'deep dashes': (n) => '- '.repeat(n),
  'deep question marks': (n) => '? '.repeat(n),
  'deep indentation': (n) => list(inner(n), (i) => `${' '.repeat(i)}a:`, '\n'),
  'deep repeats': (n) =>
    `steps: [${'{repeat: {count: 1000000000, steps: ['.repeat(n % 20)}poll${']}}'.repeat(n % 20)}]`,
  'deep choices': (n) =>
    `steps: [${'{choice: [{steps: ['.repeat(n % 18)}${'poll,'.repeat(inner(n))}${']}]}'.repeat(n % 18)}]`,
  'nested lists': (n) => `[${`${'['.repeat(40)}${']'.repeat(40)},`.repeat(n / 40)}]`,
  closers: (n) => ']'.repeat(n),
  commas: (n) => `[${','.repeat(n)}]`,
  colons: (n) => ': '.repeat(n),
  'lines of colons': (n) => ':\n'.repeat(n),
  anchors: (n) => '&a '.repeat(n),
  tags: (n, choose) => choose.pick(['!a ', '!!str ', '!!binary a\n', '!<x> ', '!!set {a}\n']).repeat(n),
  'tagged values': (n, choose) =>
    `steps: !!${choose.pick(['set', 'omap', 'pairs', 'binary', 'timestamp', 'merge', 'null', 'int', 'float', 'map'])} ${choose.pick(['{a, b}', '[a: 1]', 'x'.repeat(n % 99), '1', '', '[[a]]'])}`,
  aliases: (n) => `[${'*a,'.repeat(n)}]`,
  'an alias of itself': () => 'steps: &a [*a, {repeat: *a}]',
  'merge keys': (n) => `a: &a {seed: 1}\nsteps: [${'{<<: *a},'.repeat(inner(n))}]\n<<: [*a, *a]`,
  'a billion laughs': (n) =>
    list(
      4 + (n % 30),
      (i) => (i === 0 ? 'a0: &a0 [x, x, x]' : `a${i}: &a${i} [${list(9, () => `*a${i - 1}`)}]`),
      '\n',
    ),
  'repeated steps': (n) => `steps: [&a {ping: {to: 10.0.0.2}}, ${'*a,'.repeat(n / 8)}]`,
  'repeated payloads': (n) =>
    `x: &a {hex: "${'00'.repeat(n / 20)}"}\nsteps: [${'{ping: {to: 10.0.0.2, payload: [*a, *a]}},'.repeat(50)}]`,
  'a long text': (n) => `steps: "${'a'.repeat(n)}"`,
  'a long plain text': (n) => `name: ${'a '.repeat(n)}\nsteps: [poll]`,
  'a long block': (n) => `name: |\n${' a\n'.repeat(n)}`,
  'a folded text': (n) => `name: "${'a\n '.repeat(n)}"`,
  'a long key': (n) => `${'k'.repeat(n)}: 1\nsteps: [poll]`,
  'bad escapes': (n) => `name: "${'\\q'.repeat(n)}"`,
  'an open quote': (n, choose) => `steps: [${choose.pick(['"', "'", '{"a": "'])}${'x '.repeat(n)}`,
  comments: (n) => `${'#\n'.repeat(n)}steps: [poll]`,
  'empty lines': (n) => `${'\n'.repeat(n)}steps: [poll]`,
  documents: (n) => '---\n'.repeat(n),
  directives: (n) => '%YAML 1.2\n'.repeat(n),
  'control characters': (n, choose) =>
    `name: "${list(inner(n), () => String.fromCharCode(choose.below(0xa0)), '')}"\nsteps: [poll]`,
  'a huge integer': (n) => `seed: ${'9'.repeat(n)}\nsteps: [poll]`,
  'a huge numeral': (n) => `seed: "0x${'f'.repeat(n)}"\nsteps: [poll]`,
  'a huge float': (n) => `seed: 1e${'9'.repeat(inner(n))}\nsteps: [poll]`,
  'a huge duration': (n) => `interval: "${'9'.repeat(n)}s"\nsteps: [poll]`,
  'a huge date': (n) => `epoch: "${'2'.repeat(n)}"\nsteps: [poll]`,
  'a huge address': (n, choose) =>
    `hosts: {a: {ip: "${choose.pick(['1.', '9', '::', ':1'])}${'1.'.repeat(n)}"}}\nsteps: [poll]`,
  'many keys': (n) => `${list(n / 4, (i) => `k${i}: 1`, '\n')}\nsteps: [poll]`,
  'equal keys': (n) => 'seed: 1\n'.repeat(n / 4),
  'misspelt keys': (n) => `steps: [{udp: {${list(n / 4, (i) => `to_por${i}: 1`)}}}]`,
  'many hosts': (n) =>
    `hosts: {${list(n / 10, (i) => `h${i}: {ip: 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}}`)}}\nsteps: [${'{ping: {to: hxx}},'.repeat(60)}]`,
  'many variables': (n) =>
    `vars: {${list(n / 4, (i) => `name_of_one${i}: 1`)}}\nsteps: [${'{note: "${name_of_onexxx}"},'.repeat(60)}]`,
  'many steps': (n) => `steps:\n${'- {udp: {to: 10.0.0.2, to_port: 1}}\n'.repeat(n / 12)}`,
  'many bad steps': (n, choose) =>
    `steps:\n${choose.pick(['- {udp: {}}\n', '- {}\n', '- a\n', '- {x: 1}\n', '-\n']).repeat(n / 6)}`,
  'many bad parts': (n, choose) =>
    pings(`[${choose.pick(['{x: 1},', '{},', '1,', '{hex: 0},']).repeat(n / 8)}]`),
  'many options': (n) =>
    `steps: [{tcp: {to: 10.0.0.2, to_port: 1, options: [${'{sack: [[1,x]]},'.repeat(n / 10)}]}}]`,
  'templates from templates': (n) =>
    `vars: {v0: aaaaaaaa, ${list(n % 99, (i) => `v${i + 1}: "\${v${i}}\${v${i}}"`)}}\nsteps: [{note: "\${v${n % 99}}"}]`,
  'long templates': (n) => `vars: {a: "${'a'.repeat(n % 9999)}"}\n${pings(`"${'${a}'.repeat(n / 4)}"`)}`,
  'open templates': (n, choose) =>
    pings(`"${choose.pick(['${', '$${', '$', '${ ', '${a'])}${'${'.repeat(n)}"`),
  'a hex bomb': (n) => pings(`{hex: "${'00'.repeat(n)}"}`),
  'a base64 bomb': (n) => pings(`{base64: "${'AAAA'.repeat(n)}"}`),
  'pattern bombs': (n) =>
    `steps: [${'{raw: {size: 9, writes: [{data: {pattern: a, size: 524288}}]}},'.repeat(n / 16)}]`,
  'size bombs': (n) =>
    `steps: [${'{raw: {size: 9, writes: [{data: [a, {size: 524287}]}]}},'.repeat(n / 16)}]`,
  'counter bombs': (n) =>
    `steps: [${'{raw: {size: 9, writes: [{data: {counter: 524288}}]}},'.repeat(n / 16)}]`,
  'file bombs': (n) => pings(`[${'{file: long.bin},'.repeat(n / 16)}]`),
  'long conversations': (n) =>
    `steps: [${'{tcp_conversation: {with: 10.0.0.2, to_port: 1, mss: 1, data: [{from: unikernel, payload: {size: 65535}}]}},'.repeat(n / 5000 + 1)}]`,
  'long exchanges': (n) =>
    `steps: [${'{udp_exchange: {with: 10.0.0.2, to_port: 1, asks: {size: 9999}, answers: {size: 65000}, count: 1000000}},'.repeat(n / 5000 + 1)}]`,
  'many secrets': (n) => pings(`[${list(n / 10, (i) => `{size: 1, secret: s${i}}`)}]`),
  'an include of itself': (n) => `steps: [${'{include: self.yaml},'.repeat(inner(n))}]`,
  'a head that includes itself': (n) => `include: [${'self.yaml,'.repeat(inner(n))}]\nsteps: [poll]`,
  'a chain of includes': () => 'steps: [{include: chain-0.yaml}]',
  'includes of includes': () => 'steps: [{include: laugh-0.yaml}, {include: laugh-0.yaml}]',
  'many files': (n) => `steps: [${list(n / 100, (i) => `{include: file-${i}.yaml}`)}]`,
  'one long file many times': (n) => `steps: [${'{include: long.yaml},'.repeat(n / 1000)}]`,
  'wrong files': (n) =>
    `steps: [${'{include: wrong.yaml}, {include: binary.yaml}, {include: none.yaml},'.repeat(n / 100)}]`,
};

/** Files that hostile scripts include, by the beginning of their names. @returns undefined if there is none */
export function hostileFile(name: string): string | Uint8Array | undefined {
  const [, kind = name, index = '0'] = /^(\w+)-([0-9]+)\.yaml$/.exec(name) ?? [];
  switch (kind) {
    case 'chain':
      return `vars: {a: 1}\nsteps: [{include: chain-${Number(index) + 1}.yaml}]`;
    case 'laugh': {
      const next = `{include: {file: laugh-${Number(index) + 1}.yaml}}`;
      return index === '12' ? 'steps: [poll]' : `steps: [${next}, ${next}, ${next}]`;
    }
    case 'file':
      return 'hosts: {alice: {ip: 10.0.0.10}}\nsteps: [{ping: {to: alice}}]';
    case 'long.yaml':
      return `steps: [${'poll, '.repeat(5000)}]`;
    case 'long.bin':
      return new Uint8Array(524_288);
    case 'wrong.yaml':
      return 'steps: [{udp: }, "';
    case 'binary.yaml':
      return Uint8Array.of(0xc3, 0x28, 0xff);
    default:
      return undefined;
  }
}
