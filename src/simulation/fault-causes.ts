import type { EndName } from '../netchannel/observer.ts';
import { tellsOfRefusedGrant } from '../netchannel/refused-grant.ts';
import type { FaultInjector } from './fault-injector.ts';

/** Tells what an end of a channel did because of a fault step from what it did for another reason. */
export class FaultCauses {
  readonly #faults: FaultInjector;
  /** Requests that netback answered with ERROR because the hypervisor refused their page. */
  #refusedPages = 0;
  /** Refused requests that netfront has heard of, and that were a fault's. */
  #heardOf = 0;
  #isLastAFaults = false;

  constructor(faults: FaultInjector) {
    this.#faults = faults;
  }

  /** @returns whether the loop of an end ended because of a fault */
  ended(error: Error): boolean {
    return tellsOfRefusedGrant(error.message);
  }

  /** @returns whether an end notes something because of a fault */
  logged(end: EndName, text: string): boolean {
    if (!tellsOfRefusedGrant(text)) return false;
    // Of a page to be received into it notes for which request that was.
    if (end === 'netback' && text.startsWith('Cannot copy')) this.#refusedPages++;
    return true;
  }

  /** Netfront hears that a request was refused. @returns whether a fault had it refused: as many as faults did are theirs */
  heardOfRefusal(): boolean {
    const caused = this.#faults.counts().responsesRefused + this.#refusedPages;
    this.#isLastAFaults = this.#heardOf < caused;
    if (this.#isLastAFaults) this.#heardOf++;
    return this.#isLastAFaults;
  }

  /** Something is thrown in an end that nobody catches. @returns whether it is because of the refusal that was heard of last */
  escaped(end: EndName): boolean {
    const isAFaults = end === 'netfront' && this.#isLastAFaults;
    this.#isLastAFaults = false;
    return isAFaults;
  }
}
