import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';

const SCRIPT = `
mtu: 1500
hosts: { alice: { ip: 10.0.0.10 }, bob: { ip: 10.0.0.11 } }
steps:
  - tcp_conversation:
      with: alice
      to_port: 80
      mss: 100
      data:
        - { from: unikernel, payload: [hello, { size: 350, secret: password }, bye] }
        - { from: alice, payload: [{ random: 240, secret: answer }] }
  - receive: { from: bob, udp: { to_port: 53, payload: [{ size: 3000, secret: big }] } }
`;

test.each(['1.9.0', '1.10.0', '1.10.1'] as const)(
  'secrets of a conversation are accounted for under %s',
  async (release) => {
    const { secrets } = await runScript(loadScript(SCRIPT, 'talk.yaml'), { release });
    expect(
      secrets.map(({ name, sentTo }) => [
        name,
        sentTo.map((to) => [to.recipient.address, to.bytes, to.frames]),
      ]),
    ).toEqual([
      ['password', [['10.0.0.10', 350, 4]]],
      ['answer', [['10.0.0.1', 240, 3]]],
      ['big', [['10.0.0.1', 3000, 3]]],
    ]);
  },
);
