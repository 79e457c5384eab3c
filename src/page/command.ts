import { DEVICE_NAMES, OWN_DEVICE } from '../netchannel/devices.ts';
import { RELEASES } from '../netchannel/releases.ts';
import { shellWord } from '../report/shell-word.ts';
import type { CapturedTraffic } from './captured-traffic.ts';
import { isTraffic, type Subject, type Workload } from './workload.ts';

/** @returns the command that runs a workload as the page does */
export function commandOf(subject: Subject, release: string | undefined): string {
  const words = ['netchannel-sim'];
  if (isTraffic(subject)) words.push(subject.how, shellWord(subject.file), ...sendingOptions(subject));
  else words.push('run', shellWord(subject.file));
  if (release !== undefined && release !== OWN_DEVICE) {
    words.push(Object.hasOwn(RELEASES, release) ? '--netchannel' : '--device', release);
  }
  if (isTraffic(subject)) return words.join(' ');
  const { seed, defines, exposure } = subject;
  words.push(...variation(seed, defines));
  if (exposure === true) words.push('--exposure');
  return words.join(' ');
}

/** @returns the command that measures the devices of a workload as the page does */
export function measuringCommand({ file, measured = [], seed, defines }: Workload): string {
  const isAll =
    measured.length >= DEVICE_NAMES.length && DEVICE_NAMES.every((name) => measured.includes(name));
  const words = ['netchannel-sim compare', shellWord(file), '--devices', isAll ? 'all' : measured.join(',')];
  return [...words, ...variation(seed, defines)].join(' ');
}

function variation(seed: number | undefined, defines: Workload['defines']): string[] {
  return [
    ...(seed === undefined ? [] : ['--seed', `${seed}`]),
    ...Object.entries(defines).flatMap(([name, value]) => ['--define', shellWord(`${name}=${value}`)]),
  ];
}

function sendingOptions({ sending, options = [] }: CapturedTraffic): string[] {
  if (sending === undefined) return options.map(shellWord);
  const { asap, pollEvery, mtu } = sending;
  return [
    ...(asap ? ['--asap'] : []),
    ...(pollEvery === 1 ? [] : ['--poll-every', `${pollEvery}`]),
    ...(mtu === undefined ? [] : ['--mtu', `${mtu}`]),
  ];
}
