import type { BackRing } from '../xen/shared-ring.ts';
import { TxStatus, writeTxResponse } from './tx.ts';

/** Answers the requests that netback took off the TX ring. */
export interface TxResponder {
  /**
   * Puts the response to a request on the ring, where it waits to be pushed.
   * @returns false if the request is refused, so that nobody gets its frame
   */
  answer(id: number): boolean;
  /** Puts a response with a status of its own there, one of those in TxStatus. */
  respond(id: number, status: number): void;
}

/** Answers every request that all is well. */
export class TxResponses implements TxResponder {
  private readonly tx: BackRing;

  constructor(tx: BackRing) {
    this.tx = tx;
  }

  answer(id: number): boolean {
    this.respond(id, TxStatus.okay);
    return true;
  }

  respond(id: number, status: number): void {
    writeTxResponse(this.tx.shared.view, this.tx.nextResponse(), id, status);
  }
}
