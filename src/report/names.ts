import type { FrameIdentity, Recipient, StaleSource } from '../audit/findings.ts';
import type { RunResult, StepSite } from '../simulation/result.ts';
import { printable } from './printable.ts';

const BROADCAST = new Set(['255.255.255.255', 'ff:ff:ff:ff:ff:ff']);

/** Says who and where in the words of the script. */
export class Names {
  readonly #names: Readonly<Record<string, string>>;
  readonly #steps: readonly StepSite[];

  constructor(result: Pick<RunResult, 'names' | 'steps'>) {
    this.#names = result.names;
    this.#steps = result.steps;
  }

  /** @returns `alice (10.0.0.10)`, or the bare address of somebody whom the script does not name */
  recipient(recipient: Recipient): string {
    const { address } = recipient;
    const name = this.#nameOf(recipient);
    return name === undefined ? this.party(recipient) : `${printable(name)} (${address})`;
  }

  /** @returns `alice`, whichever of her addresses it is; the same as `recipient` of somebody without a name */
  party(recipient: Recipient): string {
    const { address } = recipient;
    const name = this.#nameOf(recipient);
    if (name !== undefined) return printable(name);
    if (address === '') return 'somebody unknown';
    return isBroadcast(address) ? `everybody (${address})` : address;
  }

  /** @returns the same as `party`, in as few letters as it takes: `everybody` */
  short(recipient: Recipient): string {
    return isBroadcast(recipient.address) ? 'everybody' : this.party(recipient);
  }

  /** @returns `"the secret", line 20`; in an included script, `"the secret", common/login.yaml:20` */
  step(index: number): string {
    const site = this.#steps[index];
    if (site === undefined) return `step ${index}`;
    return `"${printable(site.label)}", ${placeOf(site)}`;
  }

  /** A recipient of a run knows its host; that of a part of one may only be found by its address. */
  #nameOf({ address, host }: Recipient): string | undefined {
    return host ?? (Object.hasOwn(this.#names, address) ? this.#names[address] : undefined);
  }

  /** @returns `frame 3`, or what a write is called that never became one */
  frame({
    number,
    isPending,
    framesAgo,
    channel,
    forwards,
  }: FrameIdentity & Partial<Pick<StaleSource, 'isPending' | 'framesAgo'>>): string {
    if (framesAgo === 0) return 'the write that was pushed';
    const where = channel === undefined ? '' : ` on ${printable(channel)}`;
    const made =
      forwards === undefined ? '' : ` (made of frame ${forwards.number} on ${printable(forwards.channel)})`;
    if (number !== null) return `frame ${number}${where}${made}`;
    return isPending === true ? 'a write that was yet to be read' : 'a write that never became a frame';
  }
}

function placeOf({ index, line, file, packet }: StepSite): string {
  if (packet !== undefined) return `packet ${packet}`;
  if (line === 0) return `step ${index}`;
  return file === undefined ? `line ${line}` : `${printable(file)}:${line}`;
}

/** Whether an address is everybody's on a network. */
export function isBroadcast(address: string): boolean {
  return BROADCAST.has(address);
}
