import { OWN_DEVICE } from '../netchannel/devices.ts';
import { RELEASES } from '../netchannel/releases.ts';
import { shellWord } from '../report/shell-word.ts';
import type { CapturedTraffic } from './captured-traffic.ts';
import { isTraffic, type Subject } from './workload.ts';

/** @returns the command that runs a workload as the page does */
export function commandOf(subject: Subject, release: string | undefined): string {
  const words = ['netchannel-sim'];
  if (isTraffic(subject)) words.push(subject.how, shellWord(subject.file), ...sendingOptions(subject));
  else words.push('run', shellWord(subject.file));
  if (release !== undefined && release !== OWN_DEVICE) {
    words.push(Object.hasOwn(RELEASES, release) ? '--netchannel' : '--device', release);
  }
  if (isTraffic(subject)) return words.join(' ');
  const { seed, defines } = subject;
  if (seed !== undefined) words.push('--seed', `${seed}`);
  for (const [name, value] of Object.entries(defines)) words.push('--define', shellWord(`${name}=${value}`));
  return words.join(' ');
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
