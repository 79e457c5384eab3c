import type { FindingRule } from './placed-finding.ts';

/** What is said of a kind of findings to somebody who has not heard of it. */
export interface FindingRuleText {
  id: FindingRule;
  /** A few words. */
  title: string;
  /** A sentence or two. */
  says: string;
}

/** In the order in which reports have them; new ones come last, so that the numbers of the others stay. */
export const FINDING_RULES: readonly FindingRuleText[] = [
  {
    id: 'leak',
    title: 'Bytes of an earlier packet in a frame',
    says: 'The packet writer announced more than it wrote, or left out a field, and what an earlier packet had left in the block went out with the frame.',
  },
  {
    id: 'cross-recipient-leak',
    title: 'Bytes of a packet for somebody else in a frame',
    says: 'As a leak, and the bytes had been written for another recipient, who alone should have seen them.',
  },
  {
    id: 'stale-sum',
    title: 'A checksum over stale memory',
    says: 'The packet writer summed memory that it had not written into a checksum, which is wrong for what is sent. The receiver drops the frame.',
  },
  {
    id: 'wrong-checksum',
    title: 'A wrong checksum',
    says: 'The checksum does not fit the bytes of the packet. In a run it is wrong even on clean memory, as a bug of the writer.',
  },
  {
    id: 'wrong-frame-check-sequence',
    title: 'A wrong frame check sequence',
    says: 'The frame check sequence that the capture has does not fit the frame, or the network card found it wrong.',
  },
  {
    id: 'padding',
    title: 'Padding that is not zero',
    says: 'Behind the packet the frame has bytes that are not zero, as RFC 894 and IEEE 802.3 ask, but what was in memory (EtherLeak).',
  },
  {
    id: 'expectation',
    title: 'An expectation of the script is not met',
    says: 'The script says what a step, or the whole run, is to come to. It was something else.',
  },
  {
    id: 'poison',
    title: 'A value that memory is filled with',
    says: 'An allocator, a kernel or a hypervisor fills memory with it so that its use is found: the frame has memory that nobody wrote to.',
  },
  {
    id: 'secret',
    title: 'A secret where it must not be',
    says: 'What the command line names as a secret is in a frame to somebody who may not have it.',
  },
  {
    id: 'depends',
    title: 'Something that depends on old memory',
    says: 'What a packet writer computes, how long its frame is, or whether there is one, is not the same whatever was in the buffer before.',
  },
];
