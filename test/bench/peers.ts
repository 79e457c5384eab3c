import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { choose } from './choose.ts';
import { findProgram, findScapy, type LeftOut } from './installed.ts';
import { measure, ProgramFailed } from './measure.ts';
import { mergedCaptures, mergedFrameBytes, type Plan } from './our-subjects.ts';
import type { Subject } from './subject.ts';
import { MIDDLE_SIZE, SIZES, udpStream } from './workloads.ts';

/** Packets of the process that shows whether a peer works here. */
const PROBE = 10;

/** A program of others that does part of what ours does. */
export interface Peer {
  name: string;
  /** The program; undefined if it is not installed. */
  find(): string | undefined;
  /** In the order of the sizes. */
  subjects(program: string, plan: Plan): Subject[];
}

export function peerName(peer: string, size: number): string {
  return `${peer}, udp ${size} B`;
}

/** The same captures as our own program is given. */
export const MERGECAP = 'mergecap, udp 18 B and 512 B';

/**
 * Those that are slow get fewer packets and are measured steady, so that their start-up, which would count for more
 * then, does not count at all.
 */
export const PEERS: readonly Peer[] = [
  {
    name: 'trafgen',
    find: () => findProgram('trafgen'),
    subjects: (program, plan) =>
      SIZES.map((size) =>
        subject(plan, 'trafgen', size, 1, 'cold', (packets) => ({
          command: program,
          args: [
            '-i',
            trafgenConfig(plan, size),
            '-o',
            plan.place.output,
            '-n',
            `${packets}`,
            '--cpus',
            '1',
            '-C',
          ],
        })),
      ),
  },
  {
    name: 'tcprewrite --fixcsum',
    find: () => findProgram('tcprewrite'),
    subjects: (program, plan) =>
      SIZES.map((size) =>
        subject(plan, 'tcprewrite --fixcsum', size, 1 / 4, 'cold', (packets) => ({
          command: program,
          args: ['--fixcsum', '-i', plan.inputs.capture(size, packets), '-o', plan.place.output],
        })),
      ),
  },
  {
    name: 'randpkt',
    find: () => findProgram('randpkt'),
    subjects: (program, plan) => [
      {
        // Lengths are random up to that: nobody knows how many bytes there are.
        ...subject(plan, 'randpkt', MIDDLE_SIZE, 1, 'cold', (packets) => ({
          command: program,
          args: [
            '-b',
            `${frameBytes(plan, MIDDLE_SIZE)}`,
            '-c',
            `${packets}`,
            '-t',
            'udp',
            plan.place.output,
          ],
        })),
        frameBytes: undefined,
      },
    ],
  },
  {
    name: 'text2pcap',
    find: () => findProgram('text2pcap'),
    subjects: (program, plan) => [
      subject(plan, 'text2pcap', MIDDLE_SIZE, 1 / 40, 'steady', (packets) => ({
        command: program,
        args: ['-q', plan.inputs.hexDump(MIDDLE_SIZE, packets), plan.place.output],
      })),
    ],
  },
  {
    name: 'mergecap',
    find: () => findProgram('mergecap'),
    subjects: (program, plan) => [
      {
        ...subject(plan, 'mergecap', MIDDLE_SIZE, 1, 'cold', (packets) => ({
          command: program,
          args: ['-F', 'pcap', '-w', plan.place.output, ...mergedCaptures(plan, packets)],
        })),
        name: MERGECAP,
        frameBytes: mergedFrameBytes(plan.place),
      },
    ],
  },
  {
    name: 'scapy',
    find: findScapy,
    subjects: (program, plan) => [
      subject(plan, 'scapy', MIDDLE_SIZE, 1 / 500, 'steady', (packets) => ({
        command: program,
        args: [
          path.join(plan.place.root, 'test/bench/workloads/udp.scapy.py'),
          ...[`${packets}`, `${MIDDLE_SIZE}`, plan.place.output],
        ],
      })),
    ],
  },
  {
    name: 'tshark',
    find: () => findProgram('tshark'),
    subjects: (program, plan) =>
      SIZES.map((size) =>
        subject(plan, 'tshark', size, 1 / 40, 'steady', (packets) => ({
          command: program,
          args: [
            ...['-r', plan.inputs.capture(size, packets)],
            ...['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'],
            ...['-Y', 'ip.checksum.status == "Bad" || udp.checksum.status == "Bad"'],
          ],
        })),
      ),
  },
];

/**
 * @param only - names of subjects; peers without one of them are not even looked for
 * @returns the tasks of the peers that are installed and work, and those that are left out
 */
export async function peerSubjects(
  peers: readonly Peer[],
  plan: Plan,
  only: RegExp | undefined,
): Promise<{ subjects: Subject[]; leftOut: LeftOut[] }> {
  const subjects: Subject[] = [];
  const leftOut: LeftOut[] = [];
  for (const peer of peers) {
    if (choose(peer.subjects(peer.name, plan), only).length === 0) continue;
    const program = peer.find();
    if (program === undefined) {
      leftOut.push({ name: peer.name, why: 'not installed' });
      continue;
    }
    const tasks = choose(peer.subjects(program, plan), only);
    const failure = await failureOf(tasks, plan);
    if (failure === undefined) subjects.push(...tasks);
    else leftOut.push({ name: peer.name, why: failure });
  }
  return { subjects, leftOut };
}

/** @returns why a peer does not work here, if it does not */
async function failureOf(tasks: readonly Subject[], { place }: Plan): Promise<string | undefined> {
  try {
    for (const { launch } of tasks) await measure(launch(PROBE), place);
    return undefined;
  } catch (error) {
    if (error instanceof ProgramFailed) return error.reason;
    throw error;
  }
}

function subject(
  plan: Plan,
  peer: string,
  size: number,
  share: number,
  phase: 'cold' | 'steady',
  launch: Subject['launch'],
): Subject {
  return {
    name: peerName(peer, size),
    packets: Math.max(1, Math.round(plan.packets * share)),
    frameBytes: frameBytes(plan, size),
    phases: [phase],
    launch,
  };
}

function frameBytes({ place }: Plan, size: number): number {
  return udpStream(place.root, size).frameBytes;
}

function trafgenConfig({ place }: Plan, size: number): string {
  const file = path.join(place.folder, `udp-${size}.trafgen`);
  const template = readFileSync(path.join(place.root, 'test/bench/workloads/udp.trafgen'), 'utf8');
  writeFileSync(file, template.replace('SIZE', `${size}`));
  return file;
}
