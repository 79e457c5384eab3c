// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { describe, expect, test } from 'vitest';
import { formatPath, loadScript, ScriptErrors } from '../../src/script/index.ts';

const FILE = 'samples/x.yaml';

/** @returns the rendered problems of `text`, without the file's name */
function problems(text: string): string[] {
  try {
    loadScript(text, FILE);
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    expect(error.message.split('\n').slice(0, error.errors.length)).toEqual(error.errors.map(String));
    return error.errors.map((problem) => String(problem).replace(`${FILE}:`, ''));
  }
  return [];
}

const inStep = (step: string): string => `hosts: {alice: {ip: 10.0.0.10}}\nsteps:\n  - ${step}\n`;
const inHead = (line: string): string => `${line}\nsteps: [poll]\n`;

describe('a mistake is told with its place', () => {
  test.each<[what: string, text: string, ...messages: string[]]>([
    ['nothing', '', '1:1: Script is empty'],
    ['only a comment', '# nothing\n', '1:1: Script is empty'],
    ['a list', '- poll\n', '1:1: Expected a mapping with "steps", got a list'],
    ['a number', '12\n', '1:1: Expected a mapping with "steps", got 12'],
    ['no steps', 'name: x\n', '1:1: steps: Missing key "steps": expected a list of steps'],
    ['empty steps', 'steps: []\n', '1:8: steps: Expected at least one step, got an empty list'],
    ['steps of a wrong type', 'steps: poll\n', '1:8: steps: Expected a list of steps, got "poll"'],
    [
      'a syntax error',
      'steps:\n  - udp: "x\n',
      '2:10: Expected " at the end of this text, which begins with one',
    ],
    [
      'a template without quotes in a flow mapping',
      'vars: {n: 1}\nsteps: [{ping: {to: 10.0.0.2, seq: ${n}}}]\n',
      '2:36: Text with "${" in it needs quotes within "{…}" and "[…]"',
    ],
    ['a tab', 'steps:\n\t- poll\n', '2:1: Expected spaces, got a tab: tabs cannot indent'],
    [
      'a second document',
      'steps: [poll]\n---\nsteps: [poll]\n',
      '2:1: A file holds one script, but a second document begins here',
    ],
    [
      'an unknown tag',
      'steps: !mine [poll]\n',
      '1:8: Unknown tag "!mine"; text that begins with "!" needs quotes',
    ],
    ['YAML 1.1', '%YAML 1.1\n---\nsteps: [poll]\n', '1:1: Script must be YAML 1.2, not 1.1'],
    [
      'an unknown anchor',
      'steps: [*a]\n',
      '1:9: steps[0]: Unknown anchor "a"; text that begins with "*" needs quotes',
    ],
    [
      'an anchor in itself',
      'steps: &a [*a]\n',
      '1:12: steps[0]: Unknown anchor "a"; text that begins with "*" needs quotes',
    ],
    ['a duplicate key', 'seed: 1\nseed: 2\nsteps: [poll]\n', '2:1: seed: Duplicate key "seed"'],
    ['a key that is no text', '? [a]\n: 1\nsteps: [poll]\n', '1:3: A key must be text'],
    ['a key that is special', inHead('__proto__: {}'), '1:1: __proto__: Key "__proto__" is not allowed'],
    ['a misspelt key', inHead('relase: 1.9.0'), '1:1: relase: Unknown key "relase"; did you mean "release"?'],
    ['a key like no other', inHead('zzz: 1'), '1:1: zzz: Unknown key "zzz"'],
    [
      'an unknown release',
      inHead('release: 1.10'),
      '1:10: release: Expected one of 1.4.1, 1.5.0, 1.9.0, 1.10.0, 1.10.1, 1.10.2, 1.13.1, 2.1.3, 2.1.6, 2.1.7, 2.1.8, got 1.10',
    ],
    ['a seed out of range', inHead('seed: -1'), '1:7: seed: Expected a seed (0 to 4294967295), got -1'],
    [
      'a numeral out of range',
      inHead('seed: "0x100000000"'),
      '1:7: seed: Expected a seed (0 to 4294967295), got "0x100000000"',
    ],
    ['a fraction', inHead('mtu: 1500.5'), '1:6: mtu: Expected an MTU (68 to 65521), got 1500.5'],
    [
      'a huge number',
      inHead('mtu: 99999999999999999999'),
      '1:6: mtu: Expected an MTU (68 to 65521), got 99999999999999999999',
    ],
    ['nothing where a value is due', inHead('name:'), '1:6: name: Expected a name in quotes, got nothing'],
    [
      'a day that is not',
      inHead('epoch: 2019-02-30'),
      '1:8: epoch: Expected a time such as 2019-03-21T00:00:00Z, from 1970 to 2106, got "2019-02-30"',
    ],
    [
      'a duration without unit',
      inHead('interval: 5'),
      '1:11: interval: Expected a duration such as 1ms, 250us or 2s, got 5',
    ],
    [
      'an unknown policy',
      inHead('poll: never'),
      '1:7: poll: Expected each, manual, {every: …} or {after: …}, got "never"',
    ],
    [
      'a bad policy',
      inHead('poll: {every: 0}'),
      '1:15: poll.every: Expected a number of steps (1 to 1000000000), got 0',
    ],
    ['hosts as a list', inHead('hosts: [alice]'), '1:8: hosts: Expected a mapping of host names, got a list'],
    [
      'a host without address',
      inHead('hosts: {alice: {}}'),
      '1:16: hosts.alice.ip: Missing key "ip": expected an IPv4 address such as "10.0.0.10"',
    ],
    [
      'a bad MAC address',
      inHead('hosts: {a: {ip: 1.2.3.4, mac: 1}}'),
      '1:31: hosts.a.mac: Expected a MAC address such as "00:16:3e:00:00:0a", got 1',
    ],
    [
      'a bad IPv6 address',
      inHead('unikernel: {ip6: "fe80:::"}'),
      '1:18: unikernel.ip6: Expected an IPv6 address such as "fe80::1", got "fe80:::"',
    ],
    [
      'a host called unikernel',
      inHead('hosts: {unikernel: {ip: 1.2.3.4}}'),
      '1:9: hosts.unikernel: Host name "unikernel" means the guest itself',
    ],
    [
      'a bad host name',
      inHead('hosts: {3x: {ip: 1.2.3.4}}'),
      '1:9: hosts.3x: Expected a host name of letters, digits, "-", "_" and ".", a letter first, got "3x"',
    ],
    [
      'a shared address',
      inHead('hosts: {a: {ip: 10.0.0.1}}'),
      '1:17: hosts.a.ip: Address 10.0.0.1 is already that of "unikernel"',
    ],
    [
      'a step that is no step',
      inStep('foo'),
      '3:5: steps[0]: Expected a step such as {udp: …} or poll, got "foo"',
    ],
    [
      'an own page with nothing, or too much, in it',
      `steps: [{own_page: {data: ''}}, {own_page: {data: ${'x'.repeat(1001)}}}]\n`,
      '1:27: steps[0].own_page.data: Expected 1 to 1000 characters, got ""',
      `1:51: steps[1].own_page.data: Expected 1 to 1000 characters, got "${'x'.repeat(59)}…"`,
    ],
    [
      'a step without action',
      inStep('{name: x}'),
      '3:5: steps[0]: Step needs an action: one of udp, tcp, ping, pong, arp, dhcp, nat, ns6, na6, rs6, pong6, raw, receive, tcp_conversation, udp_exchange, dhcp_exchange, nat_flow, poll, wait, include, note, fault, hostile, own_page, repeat, choice',
    ],
    [
      'a step with two',
      inStep('{poll: , rs6: }'),
      '3:5: steps[0]: Step has 2 actions, "rs6" and "poll": give each a step of its own',
    ],
    [
      'a misspelt action, and what is wrong in it',
      inStep('upd: {to: alcie, to_prot: 3}'),
      '3:5: steps[0].upd: Unknown key "upd"; did you mean "udp"?',
      '3:10: steps[0].upd.to_port: Missing key "to_port": expected a port (0 to 65535)',
      '3:15: steps[0].upd.to: Unknown host "alcie"; did you mean "alice"?',
      '3:22: steps[0].upd.to_prot: Unknown key "to_prot"; did you mean "to_port"?',
    ],
    [
      'an action of a wrong type',
      inStep('udp: alice'),
      '3:10: steps[0].udp: Expected a mapping, got "alice"',
    ],
    [
      'an unknown host',
      inStep('ping: {to: alcie}'),
      '3:16: steps[0].ping.to: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      'an unknown host like no other',
      inStep('ping: {to: zebra}'),
      '3:16: steps[0].ping.to: Unknown host "zebra"',
    ],
    [
      'a bad address',
      inStep('ping: {to: 10.0.0.300}'),
      '3:16: steps[0].ping.to: Expected a host name or an IPv4 address, got "10.0.0.300"',
    ],
    [
      'an IPv6 address for IPv4',
      inStep('ping: {to: "fe80::1"}'),
      '3:16: steps[0].ping.to: Expected a host name or an IPv4 address, got "fe80::1"',
    ],
    [
      'an IPv4 address for IPv6',
      inStep('na6: {to: 10.0.0.1}'),
      '3:15: steps[0].na6.to: Expected a host name or an IPv6 address, got "10.0.0.1"',
    ],
    [
      'a missing key',
      inStep('udp: {to: alice}'),
      '3:10: steps[0].udp.to_port: Missing key "to_port": expected a port (0 to 65535)',
    ],
    [
      'a port out of range',
      inStep('udp: {to: alice, to_port: 70000}'),
      '3:31: steps[0].udp.to_port: Expected a port (0 to 65535), got 70000',
    ],
    [
      'a payload that is a number',
      inStep('ping: {to: alice, payload: 12}'),
      '3:32: steps[0].ping.payload: Expected text in quotes, {text: …}, {hex: …}, {base64: …}, {pattern: …, size: …}, {counter: …}, {file: …} or {size: …}, or a list of these, got 12',
    ],
    [
      'an odd number of digits',
      inStep('ping: {to: alice, payload: {hex: "abc"}}'),
      '3:38: steps[0].ping.payload.hex: Expected pairs of hexadecimal digits, got "abc"',
    ],
    [
      'a payload of two kinds',
      inStep('ping: {to: alice, payload: {hex: "ab", size: 3}}'),
      '3:32: steps[0].ping.payload: Payload needs exactly one of "text", "hex", "base64", "pattern", "counter", "random", "file" and "size"',
    ],
    [
      'a bad part',
      inStep('ping: {to: alice, payload: [a, 3]}'),
      '3:36: steps[0].ping.payload[1]: Expected text in quotes, {text: …}, {hex: …}, {base64: …}, {pattern: …, size: …}, {counter: …}, {file: …} or {size: …}, got 3',
    ],
    [
      'a long payload',
      inStep('ping: {to: alice, payload: [a, {size: 65535}]}'),
      '3:32: steps[0].ping.payload: Payload is too long: 65536 bytes, at most 65535',
    ],
    [
      'an unknown flag',
      inStep('tcp: {to: alice, to_port: 1, flags: SX}'),
      '3:41: steps[0].tcp.flags: Expected a string of the flags SAFRP, got "SX"',
    ],
    [
      'an unknown TCP option',
      inStep('tcp: {to: alice, to_port: 1, options: [nopp]}'),
      '3:44: steps[0].tcp.options[0]: Expected nop, sack_ok, {mss: …}, {wscale: …}, {sack: …}, {timestamp: …} or {unknown: …}, got "nopp"',
    ],
    [
      'too many TCP options',
      inStep('tcp: {to: alice, to_port: 1, options: [sack: [[1,2],[1,2],[1,2],[1,2],[1,2]]]}'),
      '3:43: steps[0].tcp.options: TCP options take 44 bytes, at most 40',
    ],
    [
      'a SACK block that is no pair',
      inStep('tcp: {to: alice, to_port: 1, options: [sack: [[1]]]}'),
      '3:51: steps[0].tcp.options[0].sack[0]: Expected a pair of sequence numbers [left, right], got a list',
    ],
    [
      'ARP for two',
      inStep('arp: {request: alice, reply: alice}'),
      '3:10: steps[0].arp: ARP packet needs exactly one of "request" and "reply"',
    ],
    [
      'an unknown DHCP type',
      inStep('dhcp: {type: discovery}'),
      '3:18: steps[0].dhcp.type: Expected one of discover, offer, request, decline, ack, nak, release, inform, got "discovery"',
    ],
    [
      'a DHCP request without addresses',
      inStep('dhcp: {type: request}'),
      '3:11: steps[0].dhcp.server_ip: Missing key "server_ip": expected a host name or an address',
      '3:11: steps[0].dhcp.request_ip: Missing key "request_ip": expected a host name or an address',
    ],
    [
      'a DHCP key out of place',
      inStep('dhcp: {type: ack, server_ip: alice}'),
      '3:23: steps[0].dhcp.server_ip: Key "server_ip" goes with the messages of charrua\'s client only; give the options instead',
    ],
    [
      'a misspelt DHCP option',
      inStep('dhcp: {type: ack, options: [hostnam: x]}'),
      '3:33: steps[0].dhcp.options[0].hostnam: Unknown DHCP option "hostnam"; did you mean "hostname"?',
    ],
    [
      'a DHCP option of a wrong type',
      inStep('dhcp: {type: ack, options: [hostname: 3]}'),
      '3:43: steps[0].dhcp.options[0].hostname: Cannot encode the DHCP option hostname: expected text, or {hex: …}, got 3',
    ],
    [
      'an unknown host in a DHCP option',
      inStep('dhcp: {type: ack, options: [routers: [alcie]]}'),
      '3:42: steps[0].dhcp.options[0].routers: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      'a DHCP option by a bad code',
      inStep('dhcp: {type: ack, options: [{code: 255, hex: ""}]}'),
      '3:40: steps[0].dhcp.options[0].code: Expected an option code (1 to 254)',
    ],
    [
      'a misspelt DHCP request',
      inStep('dhcp: {type: discover, requests: [router]}'),
      '3:39: steps[0].dhcp.requests[0]: Unknown DHCP option "router"; did you mean "routers"?',
    ],
    [
      'a long boot file',
      inStep(`dhcp: {type: ack, file: ${'f'.repeat(129)}}`),
      '3:29: steps[0].dhcp.file: Text is too long: 129 bytes, at most 128',
    ],
    [
      'NAT of nothing',
      inStep('nat: {from: alice, to: alice}'),
      '3:10: steps[0].nat: NAT packet needs exactly one of "udp", "tcp" and "icmp"',
    ],
    [
      'NAT with a bad announcement',
      inStep('nat: {from: alice, to: alice, announce: all, icmp: {}}'),
      '3:45: steps[0].nat.announce: Expected exact, mtu or a size (0 to 65535), got "all"',
    ],
    [
      'an error with a payload',
      inStep('nat: {from: alice, to: alice, icmp: {payload: x, error: {from: alice, to: alice}}}'),
      '3:42: steps[0].nat.icmp.payload: Key "payload" does not go with "error": an error carries the packet that it quotes',
    ],
    [
      'an MTU without an error',
      inStep('nat: {from: alice, to: alice, icmp: {next_hop_mtu: 3}}'),
      '3:42: steps[0].nat.icmp.next_hop_mtu: Key "next_hop_mtu" goes with "error" only',
    ],
    [
      'an EtherType without a header',
      inStep('raw: {size: 60, ethertype: 3}'),
      '3:21: steps[0].raw.ethertype: Key "ethertype" needs a host to write an Ethernet header for',
    ],
    [
      'a raw frame without size',
      inStep('raw: {}'),
      '3:10: steps[0].raw.size: Missing key "size": expected a size in bytes (0 to 524288)',
    ],
    [
      'a negative count',
      inStep('repeat: {count: -1, steps: [poll]}'),
      '3:21: steps[0].repeat.count: Expected a number of repetitions (0 to 1000000000), got -1',
    ],
    [
      'a repeat of nothing',
      inStep('repeat: {count: 1, steps: []}'),
      '3:31: steps[0].repeat.steps: Expected at least one step, got an empty list',
    ],
    [
      'a mistake deep inside',
      inStep('repeat: {count: 1, steps: [poll, {ping: {to: alcie}}]}'),
      '3:50: steps[0].repeat.steps[1].ping.to: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      'base64 that is none',
      inStep('ping: {to: alice, payload: {base64: "A"}}'),
      '3:41: steps[0].ping.payload.base64: Expected base64, got "A"',
    ],
    [
      'a pattern without size',
      inStep('ping: {to: alice, payload: {pattern: a}}'),
      '3:32: steps[0].ping.payload: Payload with "pattern" needs "size" too',
    ],
    [
      'an empty pattern',
      inStep('ping: {to: alice, payload: {pattern: "", size: 3}}'),
      '3:42: steps[0].ping.payload.pattern: Expected a pattern of at least one byte, got ""',
    ],
    [
      'an empty pattern in hexadecimal digits',
      inStep('ping: {to: alice, payload: {pattern: {hex: ""}, size: 3}}'),
      '3:48: steps[0].ping.payload.pattern.hex: Expected at least one pair of hexadecimal digits, got ""',
    ],
    [
      'a counter of no bytes',
      inStep('ping: {to: alice, payload: {counter: 0}}'),
      '3:42: steps[0].ping.payload.counter: Expected a number of bytes (1 to 524288), got 0',
    ],
    [
      'a counter too long for its packet',
      inStep('ping: {to: alice, payload: {counter: 70000}}'),
      '3:32: steps[0].ping.payload: Payload is too long: 70000 bytes, at most 65535',
    ],
    ['vars as a list', inHead('vars: [a]'), '1:7: vars: Expected a mapping of names to values, got a list'],
    [
      'a variable with a bad name',
      inHead('vars: {a-b: 1}'),
      '1:8: vars.a-b: Expected a name of letters, digits and "_", no digit first, got "a-b"',
    ],
    [
      'a variable without value, which does no harm elsewhere',
      'vars: {a: }\nsteps: [{ping: {to: "${a}"}}]\n',
      '1:11: vars.a: Expected text, a number, true or false, got nothing',
    ],
    [
      'a variable that comes later',
      inHead('vars: {a: "${bee}", bee: 1}'),
      '1:11: vars.a: Unknown variable "bee"',
    ],
    [
      'a misspelt variable',
      'vars: {greeting: hi}\nsteps:\n  - ping: {to: 10.0.0.2, payload: "x ${greting}"}\n',
      '3:35: steps[0].ping.payload: Unknown variable "greting"; did you mean "greeting"?',
    ],
    [
      'an unknown variable in the head, and one in a step',
      'seed: ${seed}\nsteps: [{note: "${nobody}"}]\n',
      '1:7: seed: Unknown variable "seed"',
      '2:16: steps[0].note: Unknown variable "nobody"',
    ],
    [
      'a template without end',
      inStep('note: "cost: ${5}"'),
      '3:11: steps[0].note: Expected a name and "}" after "${", got "${5}"; "$${" stands for "${" itself',
    ],
    [
      'a variable that is no number',
      'vars: {n: many}\nsteps: [{udp: {to: 10.0.0.2, to_port: "${n}"}}]\n',
      '2:39: steps[0].udp.to_port: Expected a port (0 to 65535), got "many"',
    ],
    [
      'a misspelt index',
      inStep('repeat: {count: 2, as: index, steps: [{note: x}, {ping: {to: alice, payload: "${idnex}"}}]}'),
      '3:82: steps[0].repeat.steps[1].ping.payload: Unknown variable "idnex"; did you mean "index"?',
    ],
    [
      'an index outside its repeat',
      'steps: [{repeat: {count: 2, as: i, steps: [poll]}}, {ping: {to: 10.0.0.2, payload: "${i}"}}]\n',
      '1:84: steps[1].ping.payload: Unknown variable "i"',
    ],
    [
      'an index where none can stand',
      inStep('repeat: {count: 2, as: i, steps: [{ping: {to: "10.0.0.${i}"}}]}'),
      '3:51: steps[0].repeat.steps[0].ping.to: A loop index can stand only in the text of a payload, or alone as a port, ip_id, id, seq or ack of a packet',
    ],
    [
      'an index that is not alone',
      inStep('repeat: {count: 2, as: i, steps: [{ping: {to: alice, seq: "1${i}"}}]}'),
      '3:63: steps[0].repeat.steps[0].ping.seq: A loop index must stand alone where a number is expected',
    ],
    [
      'an index with a bad name',
      inStep('repeat: {count: 2, as: 1, steps: [poll]}'),
      '3:28: steps[0].repeat.as: Expected a name of letters, digits and "_", no digit first, got 1',
    ],
    [
      'an index named like another',
      inStep('repeat: {count: 2, as: i, steps: [{repeat: {count: 2, as: i, steps: [poll]}}]}'),
      '3:63: steps[0].repeat.steps[0].repeat.as: Name "i" is already that of an outer repeat\'s index',
    ],
    [
      'an index named like a variable',
      'vars: {i: 1}\nsteps: [{repeat: {count: 2, as: i, steps: [poll]}}]\n',
      '2:33: steps[0].repeat.as: Name "i" is already that of a variable',
    ],
    [
      'a wait without unit',
      inStep('wait: 10'),
      '3:11: steps[0].wait: Expected a duration such as 1ms, 250us or 2s, got 10',
    ],
    ['a note of nothing', inStep('note:'), '3:10: steps[0].note: Expected text in quotes, got nothing'],
    [
      'a choice of nothing',
      inStep('choice: []'),
      '3:13: steps[0].choice: Expected at least one alternative {weight: …, steps: …}, got an empty list',
    ],
    [
      'a choice that is no list',
      inStep('choice: {steps: [poll]}'),
      '3:13: steps[0].choice: Expected a list of alternatives {weight: …, steps: …}, got a mapping',
    ],
    [
      'mistakes in alternatives',
      inStep('choice: [{weight: 0, steps: [poll]}, {wieght: 2, steps: [{ping: {to: alcie}}]}, {steps: []}]'),
      '3:23: steps[0].choice[0].weight: Expected a weight (1 to 1000000), got 0',
      '3:43: steps[0].choice[1].wieght: Unknown key "wieght"; did you mean "weight"?',
      '3:74: steps[0].choice[1].steps[0].ping.to: Unknown host "alcie"; did you mean "alice"?',
      '3:93: steps[0].choice[2].steps: Expected at least one step, got an empty list',
    ],
  ])('%s', (_, text, ...messages) => {
    expect(problems(text)).toEqual(messages);
  });

  test('JSON has places too', () => {
    const text = JSON.stringify({ steps: [{ ping: { to: 'alcie' } }] }, null, 2);
    expect(problems(text)).toEqual(['5:15: steps[0].ping.to: Unknown host "alcie"']);
  });

  test('all problems are told at once, in the order of the text', () => {
    const text = [
      'relase: 1.9.0',
      'steps:',
      '  - repeat: {count: x, steps: [{ping: {to: alcie}}, {pong: {}}]}',
      '  - ping: {to: bbo}',
      'hosts: {alice: {ip: 1.2.3.4}, bob: {ip: 1}}',
    ].join('\n');
    expect(problems(text)).toEqual([
      '1:1: relase: Unknown key "relase"; did you mean "release"?',
      '3:21: steps[0].repeat.count: Expected a number of repetitions (0 to 1000000000), got "x"',
      '3:44: steps[0].repeat.steps[0].ping.to: Unknown host "alcie"; did you mean "alice"?',
      '3:60: steps[0].repeat.steps[1].pong.to: Missing key "to": expected a host name or an address',
      '4:16: steps[1].ping.to: Unknown host "bbo"; did you mean "bob"?',
      '5:41: hosts.bob.ip: Expected an IPv4 address such as "10.0.0.10", got 1',
    ]);
  });

  test('names are not called unknown when the hosts cannot be read', () => {
    expect(problems('hosts: [alice]\nsteps: [{ping: {to: alice}}]')).toEqual([
      '1:8: hosts: Expected a mapping of host names, got a list',
    ]);
  });

  describe('guests are not called unknown because something else is wrong', () => {
    const GUESTS = 'guests: {work: {ip: 10.137.0.5}, mail: {ip: 10.137.0.6}}';
    const step = (guest: string, to = 'mail'): string => `steps: [{guest: ${guest}, ping: {to: ${to}}}]`;

    test.each([
      ['a misspelt key', `exspect: {frames: 1}\n${GUESTS}\n${step('work')}`, ['1:1: exspect: ']],
      [
        'a misspelt key of a host',
        `hosts: {bob: {ip: 10.0.0.2, mc: "00:16:3e:00:00:0a"}}\n${GUESTS}\n${step('work', 'bob')}`,
        ['1:29: hosts.bob.mc: '],
      ],
      [
        'the address of a guest, and of another',
        `guests: {work: {ip: 10.137.0.555}, mail: {ip: x}}\n${step('work')}`,
        ['1:21: guests.work.ip: ', '1:47: guests.mail.ip: '],
      ],
      ['guests in a list', `guests: [work, mail]\n${step('work')}`, ['1:9: guests: ']],
      [
        'keys that hosts and guests were meant to stand under',
        `gests: {work: {ip: 10.137.0.5}}\nhots: {bob: {ip: 10.0.0.2}}\n${step('work', 'bob')}`,
        ['1:1: gests: ', '2:1: hots: '],
      ],
    ])('%s', (_, text, wrong) => {
      expect(problems(text).map((problem, i) => problem.slice(0, wrong[i]?.length))).toEqual(wrong);
    });

    test('those that are unknown still are', () => {
      expect(problems(`exspect: {frames: 1}\n${GUESTS}\n${step('wrok', 'mial')}`).slice(1)).toEqual([
        '3:17: steps[0].guest: Unknown guest "wrok"; did you mean "work"?',
        '3:34: steps[0].ping.to: Unknown host "mial"; did you mean "mail"?',
      ]);
      expect(problems(`exspect: {frames: 1}\n${step('work', '10.0.0.2')}`).slice(1)).toEqual([
        '2:17: steps[0].guest: Unknown guest "work"; the script has no "guests"',
      ]);
    });
  });

  test('looking for problems ends when there are many', () => {
    const error = catchErrors(`steps:\n${'  - foo\n'.repeat(1000)}`);
    expect(error.errors).toHaveLength(50);
    expect(error.more).toBe(true);
    expect(error.message).toMatch(/\nToo many problems, the rest is not shown$/);
  });

  test('an error has the parts of its place', () => {
    expect(catchErrors('steps: [pol]').errors[0]).toMatchObject({
      name: 'ScriptError',
      message: 'Expected a step such as {udp: …} or poll, got "pol"',
      file: FILE,
      line: 1,
      column: 9,
      path: 'steps[0]',
    });
  });
});

describe('a key in the wrong place, or by another name', () => {
  const told = (text: string): string[] => problems(text).filter((line) => line.includes('Unknown key'));

  test.each<[text: string, message: string]>([
    [
      'udp: {to: alice, port: 9}',
      'steps[0].udp.port: Unknown key "port"; did you mean "to_port" or "from_port"?',
    ],
    [
      'udp: {to: alice, from_port: 9, port: 9}',
      'steps[0].udp.port: Unknown key "port"; did you mean "to_port"?',
    ],
    ['udp: {dst: alice, to_port: 9}', 'steps[0].udp.dst: Unknown key "dst"; did you mean "to"?'],
    ['udp: {ip: alice, to_port: 9}', 'steps[0].udp.ip: Unknown key "ip"; did you mean "to"?'],
    [
      'udp: {to: alice, to_port: 9, message: x}',
      'steps[0].udp.message: Unknown key "message"; did you mean "payload"?',
    ],
    [
      'udp: {to: alice, to_port: 9, Data: x}',
      'steps[0].udp.Data: Unknown key "Data"; did you mean "payload"?',
    ],
    [
      'udp_exchange: {peer: alice, to_port: 9, asks: a, answers: b}',
      'steps[0].udp_exchange.peer: Unknown key "peer"; did you mean "with"?',
    ],
    [
      'raw: {size: 60, type: 3, to: alice}',
      'steps[0].raw.type: Unknown key "type"; did you mean "ethertype"?',
    ],
    [
      'udp: {to: alice, to_port: 9, secret: key}',
      'steps[0].udp.secret: Unknown key "secret"; it belongs into the payload: payload: {text: …, secret: …}',
    ],
    [
      'raw: {size: 60, secret: key}',
      'steps[0].raw.secret: Unknown key "secret"; it belongs into the data of a write: writes: [{at: 14, data: {text: …, secret: …}}]',
    ],
    [
      'arp: {request: alice, hex: ab}',
      'steps[0].arp.hex: Unknown key "hex"; it belongs into a payload: payload: {hex: …}',
    ],
    [
      'udp: {to: alice, to_port: 9, expect: {leaks: none}}',
      'steps[0].udp.expect: Unknown key "expect"; it belongs to a step, beside what it does, or to the head of the script',
    ],
    [
      'ping: {to: alice, name: x}',
      'steps[0].ping.name: Unknown key "name"; it belongs to the step, beside what it does',
    ],
    [
      '{ping: {to: alice}, seed: 3}',
      'steps[0].seed: Unknown key "seed"; it belongs to the head of the script',
    ],
    ['{udp: {to: alice}, to_port: 9}', 'steps[0].to_port: Unknown key "to_port"; it belongs into "udp"'],
    ['{udp: , to: alice}', 'steps[0].to: Unknown key "to"; it belongs into "udp"'],
    [
      '{ping: {to: alice}, count: 3}',
      'steps[0].count: Unknown key "count"; it belongs into "repeat": repeat: {count: …}',
    ],
    [
      '{ping: {to: alice}, expect: {leaked: none}}',
      'steps[0].expect.leaked: Unknown key "leaked"; did you mean "leaks"?',
    ],
    [
      '{ping: {to: alice}, expect: {delivered: 1}}',
      'steps[0].expect.delivered: Unknown key "delivered"; it belongs into the "expect" at the head of the script',
    ],
    ['sleep: 1ms', 'steps[0].sleep: Unknown key "sleep"; did you mean "wait"?'],
    ['ping: {to alice}', 'steps[0].ping["to alice"]: Unknown key "to alice"; is a colon missing after "to"?'],
    [
      'ping: {to:alice}',
      'steps[0].ping["to:alice"]: Unknown key "to:alice"; is a space missing after "to:"?',
    ],
  ])('%s', (step, message) => {
    expect(told(inStep(step)).map((line) => line.replace(/^[0-9:]+ /, ''))).toEqual([message]);
  });

  test.each([
    ['ping: {to: a}', 'ping: Unknown key "ping"; it belongs to a step: steps: [{ping: …}]'],
    ['version: 1.10.0', 'version: Unknown key "version"; did you mean "release"?'],
    [
      'expect: {verdict: delivered}',
      'expect.verdict: Unknown key "verdict"; it belongs into the "expect" of a step',
    ],
  ])('%s at the head', (line, message) => {
    expect(told(inHead(line)).map((told) => told.replace(/^[0-9:]+ /, ''))).toEqual([message]);
  });
});

describe('a text that YAML takes for something else', () => {
  test.each<[text: string, ...messages: string[]]>([
    [
      'steps:\n  - udp\n      to: a\n      to_port: 9\n',
      '2:5: Expected "key: value"; is a colon missing after "udp"?',
    ],
    ['name: x\nseed 3\nsteps:\n  - poll\n', '2:1: Expected "key: value"; is a colon missing after "seed"?'],
    ['name: x\nsteps\n  - poll\n', '2:1: Expected "key: value"; is a colon missing after "steps"?'],
    [
      'seed 3\nsteps:\n  - poll\n  - wait 3ms\n    name: x\n',
      '1:1: Expected "key: value"; is a colon missing after "seed"?',
      '4:5: Expected "key: value"; is a colon missing after "wait"?',
    ],
    ['steps:\n  - udp {to: a, to_port: 9}\n', '2:5: Expected "key: value"; is a colon missing after "udp"?'],
    [
      'steps:\n  - poll {}\n',
      '2:5: steps[0]: Expected a step such as {udp: …} or poll, got "poll {}"; is a colon missing after "poll"?',
    ],
    [
      'steps\n  - poll\n',
      '1:1: Expected a mapping with "steps", got "steps - poll"; is a colon missing after "steps"?',
    ],
    ['steps:\n  -poll\n', '2:3: steps: Expected a list of steps, got "-poll"; is a space missing after "-"?'],
    [
      'steps:\n  - poll\n  -poll\n',
      '3:3: Expected "- " before an item of a list; is a space missing after "-"?',
    ],
    [
      'steps:\n  - note: costs: much\n',
      '2:11: Text with ": " in it needs quotes; or give this key a line of its own',
    ],
    [
      'steps:\n  - udp:\n      to: a\n     to_port: 9\n',
      '4:6: Expected the indentation of the lines that this one belongs to; is a "- " missing, or a space too many or too few?',
    ],
    [
      'steps:\n    - poll\n  - poll\n',
      '3:1: Expected this line to be indented as those that it belongs to are',
    ],
    ['name: @x\nsteps: [poll]\n', '1:7: Text that begins with "@" needs quotes'],
    ['name: &\nsteps: [poll]\n', '1:7: Text that begins with "&" needs quotes'],
    [
      'steps:\n  - note: "hello\n  - poll\n',
      '2:11: Expected " at the end of this text, which begins with one',
    ],
    [
      'steps: [poll\n',
      '2:1: Expected "]" before this: a "[" is not closed, or its lines are indented too little',
    ],
    [
      'steps: [{udp: {to: a to_port: 9}}]\n',
      '1:20: Expected "," before this key, or quotes around a text with ": " in it',
    ],
    ['{"name": "x"\n "steps": ["poll"]}', '2:2: Expected "," before this'],
    ['{"name" "x", "steps": ["poll"]}', '1:9: Expected ":" or "," before this'],
    [
      'name: "say "hi""\nsteps: [poll]\n',
      '1:13: Nothing can follow here on this line; a text with quotes or brackets in it needs quotes around it',
    ],
    [
      'name: "C:\\path"\nsteps: [poll]\n',
      '1:10: Unknown escape "\\p"; "\\" itself is written "\\\\", or stands in \'…\'',
    ],
    ['steps: - poll\n', '1:8: A list begins on a line of its own, below its key'],
  ])('%j', (text, ...messages) => {
    expect(problems(text)).toEqual(messages);
  });
});

describe('an error has the line that it is in', () => {
  test('with the place in it', () => {
    expect(catchErrors('seed: 1\nsteps: [pol]\r\n').errors[0]?.excerpt).toEqual({
      text: 'steps: [pol]',
      column: 9,
      isCutBefore: false,
      isCutAfter: false,
    });
    expect(catchErrors('steps:\n\t- poll\n').errors[0]?.excerpt).toMatchObject({
      text: '\t- poll',
      column: 1,
    });
    expect(catchErrors('').errors[0]?.excerpt).toMatchObject({ text: '', column: 1 });
  });

  test('of a long line, what is around it', () => {
    const [error] = catchErrors(`steps: [${'poll, '.repeat(1000)}pol, ${'poll, '.repeat(1000)}]`).errors;
    const { text = '', column = 0, ...cut } = error?.excerpt ?? {};
    expect(text.length).toBe(240);
    expect(text.slice(column - 1, column + 3)).toBe('pol,');
    expect(cut).toEqual({ isCutBefore: true, isCutAfter: true });
  });
});

describe('what else is wrong with a step that cannot be read', () => {
  test('its hosts are looked up', () => {
    expect(problems(inStep('udp: {to: alcie, via: zebra, to_prot: 9}'))).toEqual([
      '3:10: steps[0].udp.to_port: Missing key "to_port": expected a port (0 to 65535)',
      '3:15: steps[0].udp.to: Unknown host "alcie"; did you mean "alice"?',
      '3:27: steps[0].udp.via: Unknown host "zebra"',
      '3:34: steps[0].udp.to_prot: Unknown key "to_prot"; did you mean "to_port"?',
    ]);
  });

  test('its shape is checked though a variable is unknown, and what the variable stands for is not', () => {
    expect(
      problems(inStep('udp: {to: alcie, to_port: "${port}", payload: {size: "${n}"}, secret: x}')),
    ).toEqual([
      '3:15: steps[0].udp.to: Unknown host "alcie"; did you mean "alice"?',
      '3:31: steps[0].udp.to_port: Unknown variable "port"',
      '3:58: steps[0].udp.payload.size: Unknown variable "n"',
      '3:67: steps[0].udp.secret: Unknown key "secret"; it belongs into "payload"',
    ]);
  });

  test('its secrets are known', () => {
    const step = 'udp: {to: alice, to_prot: 1, to_port: 9, payload: {text: x, secret: key}}';
    expect(problems(`expect: {secrets: {key: kept}}\n${inStep(step)}`)).toEqual([
      '4:22: steps[0].udp.to_prot: Unknown key "to_prot"; did you mean "to_port"?',
    ]);
  });

  test('a head whose variables cannot be read is checked nevertheless', () => {
    expect(problems('include: [3]\nname: "${x}"\nposs: 1\nsteps: [poll]\n')).toEqual([
      "1:11: include[0]: Expected a script's file name in quotes, relative to this script, got 3",
      '3:1: poss: Unknown key "poss"',
    ]);
  });
});

function catchErrors(text: string): ScriptErrors {
  try {
    loadScript(text, FILE);
  } catch (error) {
    if (error instanceof ScriptErrors) return error;
  }
  throw new Error('Expected ScriptErrors');
}

test('a path is written as in code', () => {
  expect(formatPath(['steps', 3, 'udp', 'to'])).toBe('steps[3].udp.to');
  expect(formatPath(['hosts', 'a b'])).toBe('hosts["a b"]');
  expect(formatPath([])).toBe('');
});

describe('a mistake about time or faults', () => {
  test.each<[what: string, text: string, ...messages: string[]]>([
    [
      'a rate without a unit',
      inHead('link: {rate: 100}'),
      '1:14: link.rate: Expected a rate such as 10kbit, 100Mbit or 1Gbit, from 1bit to 1000Gbit, got 100',
    ],
    [
      'a latency without a unit',
      inHead('link: {latency: 2}'),
      '1:17: link.latency: Expected a duration such as 1ms, 250us or 2s, got 2',
    ],
    [
      'a misspelt key of the link',
      inHead('link: {latncy: 2ms}'),
      '1:8: link.latncy: Unknown key "latncy"; did you mean "latency"?',
    ],
    [
      'polls of both kinds',
      inHead('poll: {every: 2, after: 1ms}'),
      '1:7: poll: Expected either {every: …} or {after: …}, got a mapping',
    ],
    [
      'polls of no kind',
      inHead('poll: {}'),
      '1:7: poll: Expected either {every: …} or {after: …}, got a mapping',
    ],
    [
      'polls after no time',
      inHead('poll: {after: soon}'),
      '1:15: poll.after: Expected a duration such as 1ms, 250us or 2s, got "soon"',
    ],
    [
      'after and at',
      inStep('{poll: , after: 1ms, at: 2ms}'),
      '3:30: steps[0].at: Step has "after" and "at": give it one of them',
    ],
    [
      'a note with a time',
      inStep('{note: x, at: 2ms}'),
      '3:19: steps[0].at: A note has no "at": give it to a step that sends, polls or is a fault',
    ],
    [
      'a repeat with a time',
      inStep('{repeat: {count: 2, steps: [poll]}, after: 2ms}'),
      '3:48: steps[0].after: A repeat has no "after": give it to a step that sends, polls or is a fault',
    ],
    [
      'a time that is past',
      'steps:\n  - {at: 2s, poll: }\n  - {at: 2s, poll: }\n  - {at: 1999ms, poll: }\n  - {at: 3s, poll: }\n',
      '4:10: steps[2].at: Time 1999ms is past by then: the step in line 3 is taken at 2s',
    ],
    [
      'a pace that is none',
      inStep('repeat: {count: 2, every: 10, steps: [poll]}'),
      '3:31: steps[0].repeat.every: Expected a duration such as 1ms, 250us or 2s, got 10',
    ],
    [
      'a fault of no kind',
      inStep('fault: {}'),
      '3:12: steps[0].fault: Fault needs a kind: one of drop, error, delay, refuse, stall, hold, resume',
    ],
    [
      'a fault of two kinds',
      inStep('fault: {drop: 1, error: 1}'),
      '3:12: steps[0].fault: Fault has 2 kinds, "drop" and "error": give each a step of its own',
    ],
    [
      'a delay of no time',
      inStep('fault: {delay: 1}'),
      '3:12: steps[0].fault.by: Missing key "by": expected how much later, such as 5ms',
    ],
    [
      'a time for a drop',
      inStep('fault: {drop: 1, by: 5ms}'),
      '3:26: steps[0].fault.by: Only "delay" has a "by"',
    ],
    [
      'no responses at all',
      inStep('fault: {drop: 0}'),
      '3:19: steps[0].fault.drop: Expected a number of requests (1 to 1000000000), got 0',
    ],
    [
      'a stall of no length',
      inStep('fault: {stall: 5}'),
      '3:20: steps[0].fault.stall: Expected a duration such as 20ms, or true, got 5',
    ],
    ['no resume', inStep('fault: {resume: false}'), '3:21: steps[0].fault.resume: Expected true, got false'],
    [
      'a misspelt fault',
      inStep('fault: {stal: 5ms}'),
      '3:13: steps[0].fault.stal: Unknown key "stal"; did you mean "stall"?',
    ],
  ])('%s', (_, text, ...messages) => {
    expect(problems(text)).toEqual(messages);
  });

  test('a smaller time in a repeat or a choice may be past, and is no mistake', () => {
    const text = `steps:
  - {at: 2s, poll: }
  - repeat: {count: 2, steps: [{at: 1s, poll: }]}
  - choice: [{steps: [{at: 1s, poll: }]}]
  - {at: 2.5s, poll: }
`;
    expect(problems(text)).toEqual([]);
  });
});
