import type { Secret } from '../wire/secret-marks.ts';
import { Forwardings } from './forwarded.ts';
import type { Hosts } from './hosts.ts';
import { Tally } from './tally.ts';

/**
 * What the audits of several channels keep together: frames are numbered and findings counted over all of them, and
 * what a frame carries on is known wherever it goes. Who put which bytes into its pool, each keeps by itself.
 */
export class Books {
  readonly tally: Tally;
  readonly forwardings = new Forwardings();

  /** As of a tally. */
  constructor(listed: number, hosts: Hosts, secrets: readonly Secret[]) {
    this.tally = new Tally(listed, hosts, secrets);
    this.tally.countPassedOn(0);
  }
}
