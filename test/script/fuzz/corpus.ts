// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXAMPLES, exampleScript } from '../../../src/script/examples.ts';

/** Has what the samples lack: each construct at least once. */
const RICH = `
name: rich
vars: { port: 9, who: alice, long: "a\${port}b", flag: true }
include: hosts.yaml
poll: { every: 3 }
unikernel: { mac: 00:16:3e:00:00:01, ip: 10.0.0.1, ip6: fe80::1 }
hosts: { dave: { ip: 10.0.0.13, mac: 00:16:3e:00:00:0d, ip6: fe80::d } }
steps:
  - include: login.yaml
  - include: { file: common/login.yaml, vars: { port: 10 } }
  - name: label
    udp: { to: "\${who}", from_port: 1, to_port: "\${port}", payload: [hello, { file: data.bin, offset: 1, size: 3 }] }
  - tcp: { to: carol, to_port: 80, ack: 1, flags: PA, options: [{ mss: 1460 }, nop, { sack: [[1, 2]] }, { unknown: { code: 9 } }] }
  - nat: { from: alice, to: carol, icmp: { type: 3, error: { from: alice, to: carol, payload: x } }, ip_options: "94040000" }
  - nat: { from: alice, to: carol, udp: { to_port: 1 }, announce: mtu }
  - dhcp: { type: offer, to: alice, options: [{ routers: [carol] }, { code: 224, hex: "00" }], sname: s }
  - dhcp: { type: discover, requests: [routers, 1] }
  - arp: { request: alice, sender_mac: carol }
  - ns6: { target: alice }
  - na6: { to: carol }
  - rs6
  - pong6: { to: alice, payload: { text: x } }
  - raw: { size: 60, to: alice, writes: [{ at: 14, data: { size: 3 } }, { data: { base64: AAE= } }] }
  - receive: { size: 60, returns: 3, writes: [] }
  - wait: 1ms
  - note: costs $\${5}
  - repeat:
      count: 3
      as: i
      steps:
        - include: login.yaml
        - udp: { to: carol, to_port: "\${i}", payload: ["\${long} \${i}", { counter: 4 }, { pattern: ab, size: 5 }] }
        - choice: [{ weight: 2, steps: [poll] }, { steps: [ping: { to: carol, seq: "\${i}" }] }]
  - repeat: { count: 1000000000, steps: [repeat: { count: 3, steps: [poll] }] }
`;

/** What `RICH`, and so most that is made from it, names. */
export const COMPANIONS: Readonly<Record<string, string>> = {
  'hosts.yaml':
    'vars: { net: 10.0.0 }\nhosts: { alice: { ip: "${net}.10" }, bob: { ip: 10.0.0.11 }, carol: { ip: 10.0.0.12 } }\n',
  'login.yaml':
    'vars: { who: alice, port: 1 }\ninclude: hosts.yaml\nsteps:\n  - ping: { to: "${who}", payload: "${port}" }\n',
  'token.bin': 'a token of some twenty bytes',
  'data.bin': 'some bytes',
};

/** @returns the texts that scripts are made from: samples, and the examples of docs/scripts.md and the reference */
export function corpus(root: string): string[] {
  const samples = path.join(root, 'samples');
  const scripts = readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(path.join(samples, file), 'utf8'));
  const examples = ['docs/scripts.md', 'src/script/REFERENCE.md'].flatMap((file) => {
    const page = readFileSync(path.join(root, file), 'utf8');
    return [...page.matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map(([, text = '']) => text)
      .filter((text) => /^steps:/m.test(text));
  });
  return [RICH, ...scripts, ...examples, ...Object.values(EXAMPLES).map(exampleScript)];
}
