import { ASAP } from './asap.ts';
import { BUFFER_SIZE } from './buffer-size.ts';
import { CAPTURE } from './capture.ts';
import { DEFINE } from './define.ts';
import { DEVICE } from './device.ts';
import { DEVICES } from './devices.ts';
import { DIFFERENCES } from './differences.ts';
import { EXPOSURE } from './exposure.ts';
import { FILES_UNDER } from './files-under.ts';
import { FORMAT } from './format.ts';
import { FRAMES } from './frames.ts';
import { LINK_TYPE } from './link-type.ts';
import { LIST } from './list.ts';
import { MTU } from './mtu.ts';
import { NETCHANNEL } from './netchannel.ts';
import { OPEN } from './open.ts';
import type { CommandPath, OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';
import { POLL_EVERY } from './poll-every.ts';
import { SEED } from './seed.ts';
import { SHARD } from './shard.ts';
import { STREAM } from './stream.ts';
import { TIMEOUT } from './timeout.ts';
import { VANTAGE } from './vantage.ts';
import { VERBOSE } from './verbose.ts';
import { WARM_UP } from './warm-up.ts';

/**
 * The options that a command line which repeats a command says again, in its order: what decides about the packets and
 * where they go, and of the report what the suggestion changes.
 */
export const SAID_AGAIN: Readonly<Partial<Record<CommandPath, readonly OptionRow[]>>> = {
  run: [
    DEFINE,
    FILES_UNDER,
    NETCHANNEL,
    DEVICE,
    EXPOSURE,
    SEED,
    SHARD,
    WARM_UP,
    FORMAT,
    VANTAGE,
    OUTPUT,
    LIST,
    CAPTURE,
    VERBOSE,
    OPEN,
  ],
  explore: [SEED, DEFINE, FILES_UNDER],
  probe: [DEVICE, BUFFER_SIZE, FRAMES, STREAM, TIMEOUT, LINK_TYPE, VERBOSE],
  compare: [DEFINE, FILES_UNDER, NETCHANNEL, DEVICES, SEED, DIFFERENCES],
  replay: [ASAP, VERBOSE, NETCHANNEL, DEVICE, POLL_EVERY, MTU, FORMAT, VANTAGE, OUTPUT, LIST],
};
