import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { DeviceCounts } from './result.ts';

/** What the device has done so far. */
export function deviceCounts(
  { netfront, netback, events }: Netchannel<Netfront, FaultyNetback>,
  faults: FaultInjector,
): DeviceCounts {
  return {
    pagesGranted: netfront.pool.pagesGranted,
    bytesCleared: netfront.bytesCleared + netback.inner.bytesCleared,
    bytesCopied: netfront.bytesCopied,
    notifications: { frontToBack: events.sentToBack, backToFront: events.sentToFront },
    ...faults.counts(),
  };
}

/** What it has done since it had done `before`. @param before - undefined if all counts, the set-up too */
export function deviceCountsSince(before: DeviceCounts | undefined, now: DeviceCounts): DeviceCounts {
  if (before === undefined) return now;
  return {
    // Pages stay: how many there are is no count of events.
    pagesGranted: now.pagesGranted,
    bytesCleared: now.bytesCleared - before.bytesCleared,
    bytesCopied: now.bytesCopied - before.bytesCopied,
    notifications: {
      frontToBack: now.notifications.frontToBack - before.notifications.frontToBack,
      backToFront: now.notifications.backToFront - before.notifications.backToFront,
    },
    responsesDropped: now.responsesDropped - before.responsesDropped,
    responsesRefused: now.responsesRefused - before.responsesRefused,
    responsesDelayed: now.responsesDelayed - before.responsesDelayed,
    grantsRefused: now.grantsRefused - before.grantsRefused,
  };
}
