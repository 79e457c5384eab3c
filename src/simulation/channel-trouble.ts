import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { HostileAct } from '../netchannel/hostile-acts.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import { FaultCauses } from './fault-causes.ts';
import { FaultInjector } from './fault-injector.ts';
import { type ClaimedMessages, HostileEnds } from './hostile-ends.ts';
import { OwnPages } from './own-pages.ts';
import type { Schedule } from './time/channel-agenda.ts';
import { HOLD_ENDS, RETRY, STALL_ENDS } from './time/due.ts';

/** mirage-xen, since 3.3.0. */
const RETRY_NANOSECONDS = 10_000_000_000;

/** What goes wrong at one channel because the script says so: faults, hostile ends, and what these get at. */
export class ChannelTrouble {
  readonly faults: FaultInjector;
  /** What of what ends do is because of these faults. */
  readonly causes: FaultCauses;
  readonly hostileEnds: HostileEnds;
  readonly ownPages: OwnPages;
  readonly #channel: Netchannel<Netfront, FaultyNetback>;
  readonly #agenda: Schedule;
  #isRetryDue = false;
  #isFinishing = false;

  /** @param frontend - who has netfront, in words */
  constructor(channel: Netchannel<Netfront, FaultyNetback>, agenda: Schedule, frontend: string) {
    this.#channel = channel;
    this.#agenda = agenda;
    this.faults = new FaultInjector(channel, agenda);
    this.causes = new FaultCauses(this.faults);
    this.ownPages = new OwnPages(channel.memory, channel.netfront, frontend);
    this.hostileEnds = new HostileEnds(channel, this.ownPages);
  }

  /**
   * @param claimed - is told of messages that the other end will take for frames
   * @returns what came of it that nobody else can see; empty if there is nothing to be said
   */
  act(hostile: HostileAct, claimed: ClaimedMessages): string {
    const text = this.hostileEnds.act(hostile, claimed);
    if (hostile.act.kind === 'keep') this.#retryLater();
    return text;
  }

  /** @param what - of the agenda of the channel is due */
  happen(what: number): void {
    if (what === RETRY) this.#retry();
    else if (what === STALL_ENDS) this.faults.resume();
    else if (what === HOLD_ENDS) this.faults.endHold();
    else this.#channel.netback.answerLate(what);
  }

  /** The script is over. */
  finish(): void {
    this.#isFinishing = true;
    this.faults.resumeEndless();
  }

  #retry(): void {
    this.#isRetryDue = false;
    const waits = this.#channel.netfront.retry();
    if (waits || this.#channel.grants.kept > 0) this.#retryLater();
  }

  /** A page that netback still maps is looked at again every ten seconds, as upstream; no more once the script is over. */
  #retryLater(): void {
    if (this.#isRetryDue || this.#isFinishing) return;
    this.#isRetryDue = true;
    this.#agenda.schedule(RETRY, RETRY_NANOSECONDS);
  }
}
