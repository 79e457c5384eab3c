/**
 * One event channel between two domains: a bit each way that says "look at the rings". Signals coalesce
 * while the bit is set (Xen's event_channel.h).
 */
export class EventChannel {
  /** The frontend's port number, which the backend binds to. */
  readonly port: number;
  /** Signals sent to the backend so far, coalesced or not. */
  sentToBack = 0;
  /** Signals sent to the frontend so far, coalesced or not. */
  sentToFront = 0;
  private pendingAtBack = false;
  private pendingAtFront = false;

  constructor(port: number) {
    this.port = port;
  }

  notifyBack(): void {
    this.sentToBack++;
    this.pendingAtBack = true;
  }

  notifyFront(): void {
    this.sentToFront++;
    this.pendingAtFront = true;
  }

  /** @returns whether a signal was pending at the backend; it is no longer */
  takeAtBack(): boolean {
    const pending = this.pendingAtBack;
    this.pendingAtBack = false;
    return pending;
  }

  /** @returns whether a signal was pending at the frontend; it is no longer */
  takeAtFront(): boolean {
    const pending = this.pendingAtFront;
    this.pendingAtFront = false;
    return pending;
  }

  /** Has the backend look again, with no signal sent. */
  keepAtBack(): void {
    this.pendingAtBack = true;
  }

  get isPendingAtBack(): boolean {
    return this.pendingAtBack;
  }

  get isPendingAtFront(): boolean {
    return this.pendingAtFront;
  }

  get pending(): boolean {
    return this.pendingAtBack || this.pendingAtFront;
  }

  /** Tells, as numbers, at which ends a signal is pending. */
  describeState(note: (value: number) => void): void {
    note(this.pendingAtBack ? 1 : 0);
    note(this.pendingAtFront ? 1 : 0);
  }
}
