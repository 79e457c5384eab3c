import type { NetchannelObserver } from '../../src/netchannel/observer.ts';

/** An observer that passes everything on to several. */
export function tellAll(...observers: NetchannelObserver[]): NetchannelObserver {
  return {
    poolGrown: (...event) => observers.forEach((observer) => void observer.poolGrown(...event)),
    blockCleared: (...event) => observers.forEach((observer) => void observer.blockCleared(...event)),
    blockFilled: (...event) => observers.forEach((observer) => void observer.blockFilled(...event)),
    fillFailed: (...event) => observers.forEach((observer) => void observer.fillFailed(...event)),
    blockCopied: (...event) => observers.forEach((observer) => void observer.blockCopied(...event)),
    receivePageFilled: (...event) =>
      observers.forEach((observer) => void observer.receivePageFilled(...event)),
    refused: (...event) => observers.forEach((observer) => void observer.refused(...event)),
    strayResponse: (...event) => observers.forEach((observer) => void observer.strayResponse(...event)),
    delivered: (...event) => observers.forEach((observer) => void observer.delivered(...event)),
    withheld: (...event) => observers.forEach((observer) => void observer.withheld(...event)),
    listenDied: (...event) => observers.forEach((observer) => void observer.listenDied(...event)),
  };
}
