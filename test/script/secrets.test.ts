import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScript, StepCursor } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';
import type { ByteRange } from '../../src/wire/bytes.ts';
import { MARK_WORDS, type Secret } from '../../src/wire/secret-marks.ts';

const secretsOf = (text: string): readonly Secret[] => loadScript(text, 'x.yaml').secrets;

const ping = (payload: string): string => `{ping: {to: 10.0.0.2, payload: ${payload}}}`;

/** The marked bytes of a payload: `secret:position` and the byte, each. */
function marked(range: ByteRange | undefined): string[] {
  const { bytes, offset, length, marks } = range ?? { bytes: new Uint8Array(0), offset: 0, length: 0 };
  const tags: string[] = new Array<string>(length).fill('');
  for (let i = 0; i < (marks?.count ?? 0); i++) {
    const [start = 0, end = 0, secret = 0, position = 0] = marks?.words.subarray(i * MARK_WORDS) ?? [];
    for (let at = start; at < Math.min(end, length); at++) tags[at] = `${secret}:${position + at - start}`;
  }
  return tags.map((tag, i) => `${tag} ${String.fromCharCode(bytes[offset + i] ?? 0)}`.trimStart());
}

function payloads(text: string): ByteRange[] {
  const cursor = new StepCursor(loadScript(text, 'x.yaml'));
  const ranges: ByteRange[] = [];
  for (let step = cursor.next(); step !== undefined; step = cursor.next()) {
    if (step.kind !== 'send' || !('payload' in step.packet)) continue;
    const { bytes, offset, length, marks } = step.packet.payload;
    const kept = { bytes: bytes.slice(), offset, length };
    ranges.push(marks === undefined ? kept : { ...kept, marks: structuredCopy(marks) });
  }
  return ranges;
}

function structuredCopy(marks: NonNullable<ByteRange['marks']>): NonNullable<ByteRange['marks']> {
  return Object.assign(Object.create(Object.getPrototypeOf(marks)), marks, { words: marks.words.slice() });
}

describe('the secrets of a script', () => {
  test('are listed in its order, parts with one name together', () => {
    const text = `
hosts: {a: {ip: 10.0.0.2}}
steps:
  - udp: {to: a, to_port: 1, payload: [x, {text: four, secret: one}, {size: 10, secret: two}, {hex: "00", secret: one}]}
  - repeat: {count: 3, steps: [{tcp: {to: a, to_port: 1, payload: {base64: aGk=, secret: three}}}]}
  - nat: {from: unikernel, to: a, icmp: {type: 3, code: 1, error: {from: a, to: unikernel, payload: {counter: 4, secret: one}}}}
  - choice: [{steps: [${ping('{pattern: ab, size: 7, secret: two}')}]}]
  - raw: {to: a, size: 60, writes: [{at: 14, data: {random: 6, secret: Four-4_}}]}
  - receive: {from: a, size: 60, writes: [{at: 14, data: {text: "", secret: nothing}}]}
`;
    expect(secretsOf(text)).toEqual([
      { name: 'one', length: 9 },
      { name: 'two', length: 17 },
      { name: 'three', length: 2 },
      { name: 'Four-4_', length: 6 },
      { name: 'nothing', length: 0 },
    ]);
  });

  test('without any there are none, and payloads carry no marks', () => {
    const text = `steps: [${ping('[hello, {size: 3}]')}]`;
    expect(secretsOf(text)).toEqual([]);
    expect(payloads(text).map(({ marks }) => marks)).toEqual([undefined]);
  });

  test('a text with indexes counts with its greatest length, and what follows it moves', () => {
    const text = `steps: [{repeat: {count: 11, as: i, steps: [${ping(`[{text: "n\${i}", secret: a}, "-", {text: xy, secret: a}]`)}]}}]`;
    expect(secretsOf(text)).toEqual([{ name: 'a', length: 5 }]);
    const all = payloads(text).map(marked);
    expect(all[9]).toEqual(['0:0 n', '0:1 9', '-', '0:3 x', '0:4 y']);
    expect(all[10]).toEqual(['0:0 n', '0:1 1', '0:2 0', '-', '0:3 x', '0:4 y']);
  });

  test('the same content under one name is one part, however it is written and wherever it stands', () => {
    const text = `
hosts: {a: {ip: 10.0.0.2}}
steps:
  - ${ping('["x", {text: "4711-0815", secret: code}]')}
  - udp: {to: a, to_port: 1, payload: [{text: other, secret: code}, {hex: "343731312d30383135", secret: code}]}
  - ${ping('[{base64: NDcxMS0wODE1, secret: code}, {text: "4711-0815", secret: copy}]')}
  - receive: {from: a, ping: {payload: {pattern: "4711-0815", size: 9, secret: code}}}
  - repeat: {count: 3, steps: [${ping('[{text: "4711", secret: code}]')}]}
`;
    expect(secretsOf(text)).toEqual([
      { name: 'code', length: 9 + 5 + 4 },
      { name: 'copy', length: 9 },
    ]);
    const [first, again] = payloads(text).filter(({ marks }) => marks !== undefined);
    expect(marked(first).slice(1, 4)).toEqual(['0:0 4', '0:1 7', '0:2 1']);
    expect(marked(again).slice(0, 6)).toEqual(['0:9 o', '0:10 t', '0:11 h', '0:12 e', '0:13 r', '0:0 4']);
  });

  test('two parts of one content in one payload are the same part, too', () => {
    const [only] = payloads(`steps: [${ping('[{text: ab, secret: s}, "-", {text: ab, secret: s}]')}]`);
    expect(marked(only)).toEqual(['0:0 a', '0:1 b', '-', '0:0 a', '0:1 b']);
  });

  test('texts with indexes are the same if they are written alike, with the same index', () => {
    const loop = (name: string, inner: string): string =>
      `{repeat: {count: 9, as: ${name}, steps: [${inner}]}}`;
    const part = (name: string): string => ping(`{text: "key \${${name}}", secret: s}`);
    expect(secretsOf(`steps: [${loop('i', `${part('i')}, ${part('i')}`)}]`)).toEqual([
      { name: 's', length: 5 },
    ]);
    const nested = loop('i', loop('j', `${part('i')}, ${part('j')}`));
    expect(secretsOf(`steps: [${nested}]`)).toEqual([{ name: 's', length: 10 }]);
  });

  test('filler and counters are other bytes wherever they stand', () => {
    const parts =
      '[{size: 4, secret: s}, {size: 4, secret: s}, {counter: 2, secret: s}, {counter: 2, secret: s}]';
    expect(secretsOf(`steps: [${ping(parts)}, ${ping(parts)}]`)).toEqual([{ name: 's', length: 24 }]);
  });

  test('each byte of a payload is told right, whatever its parts and the repetition', () => {
    const part = fc.record({
      kind: fc.constantFrom('text', 'index', 'counter', 'pattern', 'size'),
      length: fc.integer({ min: 1, max: 5 }),
      secret: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    });
    const property = fc.property(
      fc.array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 3 }),
      (steps) => {
        const names: string[] = [];
        const lengths: number[] = [];
        const known = new Map<string, number>();
        const places: { fixed: number; isIndex: boolean; secret: number; position: number }[][] = [];
        const texts = steps.map((parts) => {
          const own: (typeof places)[number] = [];
          places.push(own);
          const yaml = parts.map(({ kind, length, secret }) => {
            const most = kind === 'index' ? length + 2 : length;
            const content = {
              text: `text: "${'t'.repeat(length)}"`,
              index: `text: "${'i'.repeat(length)}\${i}"`,
              counter: `counter: ${length}`,
              pattern: `pattern: p, size: ${length}`,
              size: `size: ${length}`,
            }[kind];
            let index = -1;
            let position = 0;
            if (secret !== undefined) {
              index = names.indexOf(secret);
              if (index < 0) index = names.push(secret) - 1;
              const end = lengths[index] ?? 0;
              // What is the same wherever it stands is one part of the secret.
              const isSame = kind !== 'counter' && kind !== 'size';
              const name = `${secret} ${content}`;
              position = (isSame ? known.get(name) : undefined) ?? end;
              known.set(name, position);
              lengths[index] = Math.max(end, position + most);
            }
            own.push({ fixed: length, isIndex: kind === 'index', secret: index, position });
            return `{${content}${secret === undefined ? '' : `, secret: ${secret}`}}`;
          });
          return ping(`[${yaml.join(', ')}]`);
        });
        const text = `steps: [{repeat: {count: 12, as: i, steps: [${texts.join(', ')}]}}]`;
        expect(secretsOf(text)).toEqual(names.map((name, i) => ({ name, length: lengths[i] })));
        for (const [i, range] of payloads(text).entries()) {
          const repetition = Math.floor(i / steps.length);
          const expected = (places[i % steps.length] ?? []).flatMap(
            ({ fixed, isIndex, secret, position }) => {
              const length = fixed + (isIndex ? String(repetition).length : 0);
              return Array.from({ length }, (_, at) => (secret < 0 ? '' : `${secret}:${position + at}`));
            },
          );
          const tags = marked(range).map((told) => /^\d+:\d+(?= )/.exec(told)?.[0] ?? '');
          expect(tags).toEqual(expected);
        }
      },
    );
    fc.assert(property, { numRuns: 60 });
  });
});

describe('what cannot be a secret is refused where it stands', () => {
  test.each([
    ['{text: a, secret: 1st}', 'Expected a name of up to 64 letters, digits, "-" and "_", a letter first'],
    [`{text: a, secret: "\${x}"}`, 'Unknown variable "x"'],
    ['{secret: a}', 'Payload needs exactly one of "text"'],
    ['{text: a, secrte: b}', 'did you mean "secret"?'],
    ['{text: a, size: 3, secret: b}', 'Payload needs exactly one of "text"'],
  ])('%s', (payload, message) => {
    expect(() => secretsOf(`steps: [${ping(payload)}]`)).toThrow(message);
  });

  test('too many of them, or too long ones', () => {
    const many = Array.from({ length: 257 }, (_, i) => ping(`{text: a, secret: s${i}}`));
    expect(() => secretsOf(`steps: [${many.join(', ')}]`)).toThrow(
      'Secret "s256" is one too many: at most 256',
    );
    const long = Array.from({ length: 17 }, () => ping('{size: 65000, secret: s}'));
    expect(() => secretsOf(`steps: [${long.join(', ')}]`)).toThrow(
      'Secrets are too long: more than 1048576 bytes together',
    );
  });
});

test('an expectation of a secret is met or not, and one of an unknown name is refused', async () => {
  const script = (expected: string): string => `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
expect: {secrets: ${expected}}
steps:
  - udp: {to: alice, to_port: 9, payload: {text: sesame, secret: word}}
  - raw: {to: bob, size: 45, writes: [{at: 14, data: a}]}
`;
  const failuresOf = async (expected: string): Promise<number> => {
    const loaded = loadScript(script(expected), 'x.yaml');
    return (await runScript(loaded, { release: '1.10.0' })).expectations.failed;
  };
  expect(await failuresOf('{word: {to: bob, bytes: 3}}')).toBe(0);
  expect(await failuresOf('{word: {to: bob, bytes: 4}}')).toBe(1);
  expect(await failuresOf('{word: kept}')).toBe(1);
  expect(() => secretsOf(script('{wrod: kept}'))).toThrow('Unknown secret "wrod"; did you mean "word"?');
});
