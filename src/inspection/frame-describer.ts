import type { CapturedPacket } from '../capture-reader/packet.ts';
import { storeToldFlow } from '../link-layer/untold-mac.ts';
import { formatMac } from '../wire/address.ts';
import { ETHERNET_DESTINATION } from '../wire/ethernet.ts';
import { describeFlow, Flow, protocolOf, recipientOf, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import type { InspectedFrame } from './inspected-frame.ts';

/** What findings say of the packet that is looked at. One serves millions of packets. */
export class FrameDescriber {
  /** Of the packet as an Ethernet frame, its VLAN tags taken out. */
  readonly reader = new FrameReader();
  /** Whether the header of the frame was made: then its MAC addresses may be nobody's. */
  isMade = false;
  readonly #flow = new Flow();

  /** @param packet - that `reader` has read, or what was made of it */
  frame({ number, dataPosition, hasTime, seconds, nanoseconds }: CapturedPacket): InspectedFrame {
    this.#store(this.reader);
    return {
      number,
      position: dataPosition,
      time: hasTime ? { seconds, nanoseconds } : null,
      protocol: protocolOf(this.#flow),
      flow: describeFlow(this.#flow),
    };
  }

  /** @param reader - of the frame, or of a packet in it. @returns one line for a person */
  flowOf(reader: FrameReader): string {
    this.#store(reader);
    return describeFlow(this.#flow);
  }

  /** @returns the addresses of who the frame is for, and who each packet in it is for */
  recipientsOf({ bytes, offset }: CapturedPacket): string[] {
    const addresses = this.isMade ? [] : [formatMac(bytes, offset + ETHERNET_DESTINATION)];
    for (let part: FrameReader | undefined = this.reader; part !== undefined; part = part.inner) {
      this.#store(part);
      addresses.push(recipientOf(this.#flow).address);
    }
    return addresses;
  }

  #store(reader: FrameReader): void {
    if (this.isMade) storeToldFlow(reader, this.#flow);
    else storeFlow(reader, this.#flow);
  }
}
