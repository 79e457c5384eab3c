import type { CapturedTraffic } from '../captured-traffic.ts';

/** What the page has of a capture, and what the command said of all of it. */
export function OfTraffic({
  traffic,
  release,
  told = 0,
}: {
  traffic: CapturedTraffic;
  release?: string;
  /** Packets that the command has told, and that are not gone through here. */
  told?: number;
}) {
  const { how, file, beginning } = traffic;
  const said = beginning?.said[release ?? ''];
  return (
    <p class="lead">
      {how === 'replay'
        ? `These are the packets of ${file}, sent as a firewall on that release would have forwarded them.`
        : `These are the packets of ${file}, as they were captured.`}
      {beginning !== undefined && (
        <>
          {' '}
          The capture is too long for a page: here are the first {beginning.packets} of its {beginning.of}{' '}
          packets, and all that follows is about them alone
          {told > 0 &&
            `, but for ${told} at the end of the list: those of the others that leak most, as the command found them, and whose bytes they leak`}
          .{said !== undefined && ` Of all ${beginning.of}, the command said: ${said}`}
        </>
      )}
    </p>
  );
}
