// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScript, ScriptErrors } from '../../src/script/index.ts';
import { escapeTemplate } from '../../src/script/templates/template.ts';
import { cursorOf, payloadOf, textsOf } from '../support/step-payloads.ts';

const YAML = `
name: \${who} twice
seed: \${n}
interval: \${pause}
vars:
  who: alice
  n: 7
  price: 1.10
  flag: false
  pause: 2ms
  both: \${who} & \${n}
hosts:
  alice: { ip: "10.0.0.\${n}" }
steps:
  - name: to \${who}
    udp:
      to: \${who}
      to_port: \${n}
      fragment: \${flag}
      payload: "\${both} pay $\${n} \${price}"
  - repeat: { count: "\${n}", steps: [{ ping: { to: alice, payload: { size: "\${n}" } } }] }
`;
const JSON_TEXT = JSON.stringify({
  name: '${who} twice',
  seed: '${n}',
  interval: '${pause}',
  vars: { who: 'alice', n: 7, price: '1.10', flag: false, pause: '2ms', both: '${who} & ${n}' },
  hosts: { alice: { ip: '10.0.0.${n}' } },
  steps: [
    {
      name: 'to ${who}',
      udp: {
        to: '${who}',
        to_port: '${n}',
        fragment: '${flag}',
        payload: '${both} pay $${n} ${price}',
      },
    },
    { repeat: { count: '${n}', steps: [{ ping: { to: 'alice', payload: { size: '${n}' } } }] } },
  ],
});

describe.each([
  ['YAML', YAML],
  ['JSON', JSON_TEXT],
])('in %s', (_, text) => {
  test('values stand wherever text, a number or a flag may', () => {
    const script = loadScript(text, 'x');
    expect(script).toMatchObject({
      name: 'alice twice',
      seed: 7,
      intervalNanoseconds: 2_000_000,
      stepCount: 8,
    });
    expect(script.hosts.get('alice')?.ip).toBe(0x0a000007);
    expect(script.sites[0]?.label).toBe('to alice');
    const steps = cursorOf(text);
    const first = steps.next();
    expect(first).toMatchObject({ packet: { destinationPort: 7, fragment: false } });
    expect(payloadOf(first).toString()).toBe('alice & 7 pay ${n} 1.10');
    expect(payloadOf(steps.next())).toHaveLength(7);
  });

  test('defines override defaults', () => {
    const script = loadScript(text, 'x', { defines: { n: '16', pause: '1s' } });
    expect(script).toMatchObject({ seed: 16, intervalNanoseconds: 1e9, stepCount: 17 });
  });
});

/** @returns what is wrong with `text` */
function problems(text: string, defines: Record<string, string>): string[] {
  try {
    loadScript(text, 'x.yaml', { defines });
  } catch (error) {
    if (error instanceof ScriptErrors) return error.errors.map(String);
    throw error;
  }
  return [];
}

describe('a define', () => {
  test('is the value as it is, not a template', () => {
    const text = 'vars: {a: 1, b: 2}\nsteps: [{ping: {to: 10.0.0.2, payload: "${a}"}}]';
    expect(textsOf(cursorOf(text, { defines: { a: '${b}=${' } }))).toEqual(['${b}=${']);
  });

  test('of an unknown variable is an error', () => {
    expect(problems('vars: {name: 1}\nsteps: [poll]', { nmae: '1' })).toEqual([
      'x.yaml:1:7: vars: Cannot define "nmae": the script has no such variable; did you mean "name"?',
    ]);
    expect(problems('steps: [poll]', { constructor: '1' })).toEqual([
      'x.yaml:1:1: vars: Cannot define "constructor": the script has no variables, which would stand under "vars"',
    ]);
  });

  test('that does not fit is told where it is used', () => {
    const text = 'vars: {port: 53}\nsteps:\n  - udp: {to: 10.0.0.2, to_port: "${port}"}';
    expect(problems(text, { port: 'dns' })).toEqual([
      'x.yaml:3:34: steps[0].udp.to_port: Expected a port (0 to 65535), got "dns"',
    ]);
  });
});

test('any value comes through a template as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (value, around) => {
      const text = JSON.stringify({
        vars: { value: escapeTemplate(value) },
        // The last "$" before a name would make an escape of it.
        steps: [{ ping: { to: '10.0.0.2', payload: `${escapeTemplate(around)} \${value}` } }],
      });
      expect(textsOf(cursorOf(text))).toEqual([`${around} ${value}`]);
      expect(textsOf(cursorOf(text, { defines: { value: around } }))).toEqual([`${around} ${around}`]);
    }),
  );
});

test('values that grow without end are refused', () => {
  const vars = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `v${i}`,
      i === 0 ? 'x'.repeat(1000) : `\${v${i - 1}}\${v${i - 1}}`,
    ]),
  );
  const found = problems(JSON.stringify({ vars, steps: [{ note: '${v39}' }] }), {});
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('Variables make the script too long: more than 16777216 characters');
});

test('DHCP options can be numbered by variables', () => {
  const text = `vars: { code: 224, time: 60 }
steps:
  - dhcp: { type: discover, requests: ["\${code}"] }
  - dhcp: { type: offer, to: 10.0.0.9, options: [{ code: "\${code}", hex: "00" }, { ip_lease_time: "\${time}" }] }
`;
  const steps = cursorOf(text);
  steps.next();
  expect(steps.next()).toMatchObject({
    packet: {
      message: {
        options: [
          { code: 53 },
          { code: 224, data: Uint8Array.of(0) },
          { code: 51, data: Uint8Array.of(0, 0, 0, 60) },
        ],
      },
    },
  });
});

describe('the index of a repeat', () => {
  test('stands in the text of payloads, alone or among other parts', () => {
    const text = `vars: { word: packet }
steps:
  - repeat:
      count: 12
      as: i
      steps:
        - udp: { to: 10.0.0.2, to_port: 7, payload: "\${word} \${i}!" }
        - nat: { from: 10.0.0.1, to: 10.0.0.2, udp: { to_port: 7, payload: ["<", { text: "\${i}" }, ">"] } }
`;
    const expected = Array.from({ length: 12 }, (_, i) => [`packet ${i}!`, `<${i}>`]).flat();
    expect(textsOf(cursorOf(text))).toEqual(expected);
  });

  test('is that of the repeat that has the name, with others in between', () => {
    const inner = '{repeat: {count: 2, as: j, steps: [{ping: {to: 10.0.0.2, payload: "${i}.${j}"}}]}}';
    const text = `steps: [{repeat: {count: 2, as: i, steps: [{repeat: {count: 2, steps: [${inner}]}}]}}]`;
    const once = ['0.0', '0.1'];
    const twice = ['1.0', '1.1'];
    expect(textsOf(cursorOf(text))).toEqual([...once, ...once, ...twice, ...twice]);
  });

  test('stands for ports, identifications, identifiers and numbers, modulo what they hold', () => {
    const text = `steps:
  - repeat:
      count: 70000
      as: i
      steps:
        - udp: { to: 10.0.0.2, from_port: "\${i}", to_port: "\${i}", ip_id: "\${i}" }
        - tcp: { to: 10.0.0.2, to_port: 80, seq: "\${i}", ack: "\${i}" }
        - ping: { to: 10.0.0.2, id: "\${i}", seq: "\${i}" }
        - nat: { from: 10.0.0.1, to: 10.0.0.2, ip_id: "\${i}", tcp: { to_port: 80, from_port: "\${i}", seq: "\${ i }" } }
        - pong6: { to: "fe80::1", seq: "\${i}" }
`;
    const steps = cursorOf(text);
    for (let i = 0; i < 70_000; i++) {
      const [udp, tcp, ping, nat, pong6] = [
        steps.next(),
        steps.next(),
        steps.next(),
        steps.next(),
        steps.next(),
      ];
      if (i % 1000 !== 1 && i < 69_990) continue;
      const word = i % 65_536;
      expect(udp).toMatchObject({
        packet: { sourcePort: word, destinationPort: word, identification: word },
      });
      expect(tcp).toMatchObject({ packet: { sequence: i, acknowledgement: i, flags: 0x10 } });
      expect(ping).toMatchObject({ packet: { identifier: word, sequence: word } });
      expect(nat).toMatchObject({
        packet: { identification: word, transport: { sourcePort: word, sequence: i } },
      });
      expect(pong6).toMatchObject({ packet: { sequence: word } });
    }
    expect(steps.next()).toBeUndefined();
  });

  test('takes no memory, however often it is written', () => {
    const steps = cursorOf(
      'steps: [{repeat: {count: 1000000000, as: i, steps: [{udp: {to: 10.0.0.2, to_port: "${i}", payload: [a, "n ${i}", {counter: 8}]}}]}}]',
    );
    for (let i = 0; i < 1000; i++) steps.next();
    const before = process.memoryUsage().heapUsed;
    const first = steps.next();
    for (let i = 0; i < 1_000_000; i++)
      if (steps.next() !== first) throw new Error('Expected the same object');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10e6);
    expect(payloadOf(first).toString('latin1', 0, 10)).toBe('an 1001000');
  });
});
