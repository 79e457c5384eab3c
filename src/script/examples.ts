import type { ActionKey } from './schema/step.ts';

/** Examples for the reference page: each is a whole script, of which the page shows the steps. */
export const EXAMPLES: Readonly<Partial<Record<ActionKey, string>>> = {
  receive: `
- receive: { from: alice, ping: { id: 1, seq: 1, payload: "are you there?" } }
- receive: { from: website, via: gateway, udp: { from_port: 53, to_port: 5353, payload: { size: 4000 } } }
- receive: { from: gateway, dhcp: { type: nak } }
- receive: { size: 60, from: alice, ethertype: 0x88b5, writes: [{ at: 14, data: "any frame" }] }
`,
  tcp_conversation: `
- tcp_conversation:
    with: website
    via: gateway
    from_port: 40000
    to_port: 80
    data:
      - { from: unikernel, payload: "GET / HTTP/1.0\\r\\n\\r\\n" }
      - { from: website, payload: ["HTTP/1.0 200 OK\\r\\n\\r\\n", { pattern: "all is well. ", size: 5000 }] }
- repeat:
    count: 3
    as: i
    steps:
      - tcp_conversation: { with: alice, opens: alice, from_port: "\${i}", to_port: 22, mss: 500, close: reset }
`,
  udp_exchange: `
- udp_exchange: { with: alice, to_port: 7, asks: "hello", answers: "hello", count: 10 }
- udp_exchange: { with: alice, opens: alice, to_port: 9000, asks: { size: 100 }, answers: { size: 3000 } }
`,
  dhcp_exchange: `
- dhcp_exchange: { server: gateway, lease: 600, options: [{ routers: [gateway] }, { domain_name: "example.org" }] }
- dhcp_exchange: { role: server, client: "02:00:00:00:00:07", offers: 10.0.0.7 }
`,
  nat_flow: `
- nat_flow:
    from: alice
    to: website
    via: gateway
    tcp: { from_port: 40000, to_port: 80, external_port: 61000 }
    data: [{ from: alice, payload: "hello" }, { from: website, payload: "hello yourself" }]
- nat_flow: { from: alice, to: website, via: gateway, udp: { to_port: 53 }, data: [{ from: alice, payload: "?" }] }
`,
};

/** @returns a script whose steps are an example */
export function exampleScript(steps: string): string {
  return `${HOSTS}steps:${steps.trimEnd().replaceAll('\n', '\n  ')}\n`;
}

/** Who takes part in the examples. */
const HOSTS = `hosts:
  alice: { ip: 10.0.0.10 }
  gateway: { ip: 10.0.0.254 }
  website: { ip: 93.184.216.34 }
`;
