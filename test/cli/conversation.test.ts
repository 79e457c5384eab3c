import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openWithWireshark } from '../judge/wireshark.ts';
import { folder, run } from './binary.ts';

const TALK = `
name: talk
hosts: {bob: {ip: 10.0.0.11}, gateway: {ip: 10.0.0.254}, website: {ip: 93.184.216.34}}
steps:
  - dhcp_exchange: {server: gateway}
  - name: fetching a page
    tcp_conversation:
      with: website
      via: gateway
      to_port: 50080
      data:
        - {from: unikernel, payload: "give me the page"}
        - {from: website, payload: {pattern: "page ", size: 10000}}
  - receive: {from: bob, udp: {from_port: 50001, to_port: 50002, payload: {size: 4000}}}
  - name: forwarded
    nat_flow: {from: bob, to: website, via: gateway, udp: {from_port: 50003, to_port: 50004}, data: [{from: bob, payload: hi}]}
`;

const files = folder({
  'talk.yaml': TALK,
  'bad.yaml': TALK.replace('from: website, payload', 'from: gateway, payload'),
});
afterAll(() => files.remove());

describe('conversations', () => {
  test('come out as packets of their steps, under the fixed release all of them right', async () => {
    const { code, stdout, stderr } = await run(
      ['run', 'talk.yaml', '--netchannel', '1.10.1', '-o', 'talk.pcap', '--json'],
      { cwd: files.path },
    );
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
    const report = JSON.parse(stdout.toString());
    expect(report.totals).toMatchObject({ discarded: 0, frames: 4 + 9 + 11 + 3 + 2 });
    expect(report.steps.map(({ label }: { label: string }) => label)).toEqual([
      'dhcp exchange with gateway',
      'fetching a page',
      'receive udp from bob:50001',
      'forwarded',
    ]);
    const session = await openWithWireshark(await readFile(path.join(files.path, 'talk.pcap')));
    expect(
      session.matchedFrames('tcp.analysis.flags or _ws.malformed or ip.checksum.status == "Bad"'),
    ).toEqual([]);
    expect(session.matchedFrames('dhcp')).toEqual([1, 2, 3, 4]);
    const page = session.followTcp(0).filter(({ fromServer }) => fromServer);
    expect(Buffer.concat(page.map(({ data }) => data)).toString()).toBe('page '.repeat(2000));
    session.close();
  });

  test('are named in the report, under the vulnerable release, as what their packets were sent in', async () => {
    const { code, stdout } = await run(
      ['run', 'talk.yaml', '-v', '--netchannel', '1.10.0', '-o', 'talk.pcap'],
      {
        cwd: files.path,
      },
    );
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/sent in .*"dhcp exchange with gateway", line\s+5/);
  });

  test('with a mistake are refused with the place of the mistake', async () => {
    const { code, stderr } = await run(['run', 'bad.yaml'], { cwd: files.path });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'bad.yaml:13:18: steps[1].tcp_conversation.data[1].from: Expected unikernel or website, got "gateway"',
    );
  });
});
