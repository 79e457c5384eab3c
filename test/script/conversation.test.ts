// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { describe, expect, test } from 'vitest';
import { loadScript, ScriptErrors, type Step, StepCursor } from '../../src/script/index.ts';

const HOSTS = `hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}, website: {ip: 93.184.216.34}}\n`;

const scriptOf = (...steps: string[]) => loadScript(`${HOSTS}steps: [${steps.join(', ')}]`, 'x.yaml');

function stepsOf(...steps: string[]): Step[] {
  const cursor = new StepCursor(scriptOf(...steps));
  const all: Step[] = [];
  for (let step = cursor.next(); step !== undefined; step = cursor.next()) all.push({ ...step });
  return all;
}

/** @returns the rendered problems of a script with this step, without the file's name and the place of the step */
function problems(step: string, head = ''): string[] {
  try {
    loadScript(`${head}${HOSTS}steps: [${step}]`, 'x.yaml');
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return error.errors.map(({ path, message }) => `${path.replace('steps[0].', '')}: ${message}`);
  }
  return [];
}

const TCP = '{tcp_conversation: {with: alice, to_port: 80, data: [{from: alice, payload: {size: 4000}}]}}';

describe('a conversation', () => {
  test('is many steps at one place, between those before and after it', () => {
    const steps = stepsOf('poll', `{name: talk, ${TCP.slice(1)}`, 'poll');
    expect(steps.map(({ site }) => `${site.index} ${site.label}`)).toEqual([
      '0 poll',
      ...Array(12).fill('1 talk'),
      '2 poll',
    ]);
    expect(steps.map(({ kind }) => kind).join(' ')).toBe(
      'poll send receive send receive receive send receive send send receive receive send poll',
    );
    expect(scriptOf('poll', TCP, 'poll').sites).toHaveLength(3);
  });

  test.each([
    [TCP, 'tcp conversation with alice:80', 12],
    [
      '{tcp_conversation: {with: alice, opens: alice, from_port: 4000, to_port: 80, close: none}}',
      'tcp conversation with alice:4000',
      3,
    ],
    ['{udp_exchange: {with: bob, to_port: 53, asks: a, answers: b}}', 'udp exchange with bob:53', 2],
    [
      '{udp_exchange: {with: bob, to_port: 53, asks: a, answers: b, count: 1000000000}}',
      'udp exchange with bob:53',
      2e9,
    ],
    ['{dhcp_exchange: {server: bob}}', 'dhcp exchange with bob', 4],
    ['{dhcp_exchange: {role: server, client: alice}}', 'dhcp exchange with alice', 4],
    [
      '{nat_flow: {from: bob, to: website, udp: {to_port: 53}, data: [{from: bob, payload: a}]}}',
      'nat flow udp bob to website:53',
      2,
    ],
    [
      '{nat_flow: {from: bob, to: website, tcp: {to_port: 80, close: reset}}}',
      'nat flow tcp bob to website:80',
      8,
    ],
  ])('%s is called "%s" and counts all its packets', (step, label, count) => {
    const script = scriptOf(step);
    expect(script.sites[0]?.label).toBe(label);
    expect(script.stepCount).toBe(count);
    expect(scriptOf(`{repeat: {count: 3, steps: [${step}]}}`).stepCount).toBe(3 * count);
  });

  test('uses the MTU of the script', () => {
    const count = (head: string): number => loadScript(`${head}${HOSTS}steps: [${TCP}]`, 'x.yaml').stepCount;
    expect(count('mtu: 9000\n')).toBe(9);
    expect(count('mtu: 576\n')).toBe(7 + 8 + 4);
  });

  test('starts at once, and takes no memory for its repetitions', () => {
    const cursor = new StepCursor(scriptOf(`{repeat: {count: 1000000000, steps: [${TCP}]}}`));
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 500_000; i++) if (cursor.next() === undefined) throw new Error('Expected a step');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });

  test('of the NAT has the same bytes on both sides, others for each turn and repetition', () => {
    const data = '[{from: bob, payload: {size: 50}}, {from: website, payload: [{size: 50}, {counter: 2}]}]';
    const steps = stepsOf(
      `{repeat: {count: 2, steps: [{nat_flow: {from: bob, to: website, udp: {to_port: 53}, data: ${data}}}]}}`,
    );
    expect(steps).toHaveLength(8);
    const cursor = new StepCursor(
      scriptOf(
        `{repeat: {count: 2, steps: [{nat_flow: {from: bob, to: website, udp: {to_port: 53}, data: ${data}}}]}}`,
      ),
    );
    const payloads = Array.from({ length: 8 }, () => {
      const step = cursor.next();
      const packet =
        step?.kind === 'send' || (step?.kind === 'receive' && 'packet' in step) ? step.packet : undefined;
      const holder = packet?.kind === 'nat' ? packet.transport : packet;
      if (holder === undefined || !('payload' in holder)) throw new Error('Expected a payload');
      const { bytes, offset, length } = holder.payload;
      return Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');
    });
    const received = payloads.filter((_, i) => i % 2 === 0);
    expect(payloads.filter((_, i) => i % 2 === 1)).toEqual(received);
    expect(new Set(received).size).toBe(4);
    expect([received[1]?.slice(100), received[3]?.slice(100)]).toEqual(['0000', '0001']);
  });
});

describe('a mistake is told with its place', () => {
  test.each<[step: string, ...messages: string[]]>([
    [
      '{tcp_conversation: {with: alcie, opens: alice, to_port: 80}}',
      'tcp_conversation.with: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      '{tcp_conversation: {with: unikernel, to_port: 80}}',
      'tcp_conversation.with: Expected another machine than the unikernel, got "unikernel"',
    ],
    [
      '{tcp_conversation: {with: 224.0.0.1, to_port: 80}}',
      'tcp_conversation.with: Expected the address of one machine, got "224.0.0.1"',
    ],
    [
      '{tcp_conversation: {with: alice, opens: bob, to_port: 80}}',
      'tcp_conversation.opens: Expected unikernel or alice, got "bob"',
    ],
    [
      '{tcp_conversation: {with: alice, opens: alice, to_port: 80, data: [{from: bob, payload: x}]}}',
      'tcp_conversation.data[0].from: Expected alice or unikernel, got "bob"',
    ],
    [
      '{tcp_conversation: {with: alice, to_port: 80, mss: 1461}}',
      'tcp_conversation.mss: Segments of 1461 bytes do not fit into the MTU of 1500: at most 1460',
    ],
    [
      '{tcp_conversation: {with: alice, to_port: 80, close: finish, seq: {opner: 1}}}',
      'tcp_conversation.close: Expected one of fin, reset, none, got "finish"',
      'tcp_conversation.seq.opner: Unknown key "opner"; did you mean "opener"?',
    ],
    [
      '{tcp_conversation: {with: alice, to_port: 80, data: [{from: alice, payload: [{size: 524288}, x]}]}}',
      'tcp_conversation.data[0].payload: Payload is too long: 524289 bytes, at most 524288',
    ],
    [
      '{tcp_conversation: {with: alice, to_port: 80, mss: 1, data: [{from: alice, payload: {size: 524288}}]}}',
      'tcp_conversation: Conversation is too long: those of a script may take 100000 packets together, and 100000 are left',
    ],
    [
      '{tcp_conversation: {with: alice, to_port: 80, mss: 1, data: [{from: alice, payload: {size: 60000}}]}}, {udp_exchange: {with: alice, to_port: 1, asks: "", answers: ""}}, {tcp_conversation: {with: alice, to_port: 80, mss: 1, data: [{from: alice, payload: {size: 60000}}]}}, {dhcp_exchange: {server: alice}}',
      'steps[2].tcp_conversation: Conversation is too long: those of a script may take 100000 packets together, and 9991 are left',
    ],
    [
      '{udp_exchange: {with: alice, to_port: 80, asks: {size: 65508}, answers: ""}}',
      'udp_exchange.asks: Payload is too long: 65508 bytes, at most 65507',
    ],
    [
      '{udp_exchange: {with: alice, to_port: 80, asks: x}}',
      'udp_exchange.answers: Missing key "answers": expected text in quotes, {text: …}, {hex: …}, {base64: …}, {pattern: …, size: …}, {counter: …}, {file: …} or {size: …}, or a list of these',
    ],
    ['{dhcp_exchange: {}}', 'dhcp_exchange.server: Missing key "server": expected a host name or an address'],
    [
      '{dhcp_exchange: {role: server, server: alice}}',
      'dhcp_exchange.client: Missing key "client": expected a host name or an address',
      'dhcp_exchange.server: Key "server" does not go with the role server: that is the unikernel itself',
    ],
    [
      '{dhcp_exchange: {role: server, client: "02:00:00:00:00:01"}}',
      'dhcp_exchange.offers: Missing key "offers": expected an IPv4 address for a client that has none',
    ],
    [
      '{dhcp_exchange: {server: alice, options: [{host_name: x}]}}',
      'dhcp_exchange.options[0].host_name: Unknown DHCP option "host_name"; did you mean "hostname"?',
    ],
    [
      '{dhcp_exchange: {server: unikernel}}',
      'dhcp_exchange.server: Expected another machine than the unikernel, got "unikernel"',
    ],
    ['{nat_flow: {from: bob, to: website}}', 'nat_flow: NAT flow needs exactly one of "udp" and "tcp"'],
    [
      '{nat_flow: {from: bob, to: website, udp: {to_port: 1}}}',
      'nat_flow.data: NAT flow over UDP needs at least one turn',
    ],
    [
      '{nat_flow: {from: bob, to: website, udp: {to_port: 1}, data: [{from: alice, payload: {size: 1473}}]}}',
      'nat_flow.data[0].from: Expected bob or website, got "alice"',
      'nat_flow.data[0].payload: Payload is too long: 1473 bytes, at most 1472',
    ],
    [
      '{nat_flow: {from: bob, to: website, tcp: {to_port: 1, mss: 9000}}}',
      'nat_flow.tcp.mss: Segments of 9000 bytes do not fit into the MTU of 1500: at most 1460',
    ],
    [
      '{repeat: {count: 2, as: i, steps: [{tcp_conversation: {with: alice, to_port: 80, data: [{from: alice, payload: "${i}"}]}}]}}',
      'repeat.steps[0].tcp_conversation.data[0].payload: A loop index can stand in a conversation only alone, as the from_port of the side that opens: its packets are made once, before the first',
    ],
    [
      '{receive: {}}',
      'receive.size: Missing key "size": expected a size in bytes (0 to 524288), or a packet: udp, tcp, ping, pong, arp or dhcp',
    ],
    [
      '{receive: {size: 60, to: alice}}',
      'receive.to: Key "to" goes with a packet only: udp, tcp, ping, pong, arp or dhcp',
    ],
    [
      '{receive: {ping: {}, pong: {}, size: 3}}',
      'receive: Frame has 2 packets, "ping" and "pong"',
      'receive.from: Missing key "from": expected a host name or an address',
      'receive.size: Key "size" does not go with "ping"',
    ],
    [
      '{receive: {from: alice, to: bob, arp: {request: bob}}}',
      'receive.to: Key "to" does not go with "arp", whose own keys say who is meant',
    ],
    [
      '{receive: {from: alcie, to: bbo, udp: {to_port: 1, payload: [{size: 65535}, x]}}}',
      'receive.from: Unknown host "alcie"; did you mean "alice"?',
      'receive.to: Unknown host "bbo"; did you mean "bob"?',
      'receive.udp.payload: Payload is too long: 65536 bytes, at most 65535',
    ],
    [
      '{receive: {from: unikernel, ping: {}}}',
      'receive.from: Expected another machine than the unikernel, got "unikernel"',
    ],
  ])('%s', (step, ...messages) => {
    expect(problems(step).sort()).toEqual(messages.sort());
  });

  test('an MTU that is wrong refuses no segment size', () => {
    const step = '{tcp_conversation: {with: alice, to_port: 80, mss: 8000}}';
    expect(problems(step, 'mtu: 90000\n')).toEqual(['mtu: Expected an MTU (68 to 65521), got 90000']);
  });
});
