import { ADVISORY } from './advisory.ts';
import { ALLOW } from './allow.ts';
import { APPEND } from './append.ts';
import { ASAP } from './asap.ts';
import { BODY } from './body.ts';
import { BUFFER_SIZE } from './buffer-size.ts';
import { CAPTURE } from './capture.ts';
import { CAST } from './cast.ts';
import { COLOR } from './color.ts';
import { DEFINE } from './define.ts';
import { DEVICE } from './device.ts';
import { DEVICES } from './devices.ts';
import { DIFFERENCES } from './differences.ts';
import { DRY_RUN } from './dry-run.ts';
import { EXPOSURE } from './exposure.ts';
import { FAIL_ON } from './fail-on.ts';
import { FILES_UNDER } from './files-under.ts';
import { FORCE } from './force.ts';
import { FORMAT } from './format.ts';
import { FRAMES } from './frames.ts';
import { GUEST } from './guest.ts';
import { HTML } from './html.ts';
import { INSPECT_FAIL_ON } from './inspect-fail-on.ts';
import { JSON_REPORT } from './json.ts';
import { LIMIT } from './limit.ts';
import { LINK_TYPE } from './link-type.ts';
import { LIST } from './list.ts';
import { LOOP } from './loop.ts';
import { MATRIX } from './matrix.ts';
import { MTU } from './mtu.ts';
import { NETCHANNEL } from './netchannel.ts';
import { NO_OPEN } from './no-open.ts';
import { OPEN } from './open.ts';
import type { OptionRow } from './option-row.ts';
import { OUTPUT, OUTPUTS, SCRIPT_OUTPUT } from './output.ts';
import { PACE } from './pace.ts';
import { POISON } from './poison.ts';
import { POLL_EVERY } from './poll-every.ts';
import { PROBE_FAIL_ON } from './probe-fail-on.ts';
import { QUIET } from './quiet.ts';
import { READING_PACE } from './reading-pace.ts';
import { REFERENCE } from './reference.ts';
import { REPORTER } from './reporter.ts';
import { SECRET } from './secret.ts';
import { SEED } from './seed.ts';
import { SHARD } from './shard.ts';
import { STEP } from './step.ts';
import { STREAM } from './stream.ts';
import { TIMEOUT } from './timeout.ts';
import { TRACE } from './trace.ts';
import { VANTAGE } from './vantage.ts';
import { VERBOSE } from './verbose.ts';
import { WARM_UP } from './warm-up.ts';

/**
 * Every option of every command, in the order in which help shows them. It is made whenever the program starts: what
 * a row imports must be light.
 */
export const OPTIONS: readonly OptionRow[] = [
  OUTPUT,
  SCRIPT_OUTPUT,
  GUEST,
  LIMIT,
  FORMAT,
  VANTAGE,
  CAPTURE,
  OPEN,
  NO_OPEN,
  PACE,
  READING_PACE,
  CAST,
  LOOP,
  STEP,
  NETCHANNEL,
  DEVICE,
  DEVICES,
  EXPOSURE,
  TRACE,
  MATRIX,
  SEED,
  SHARD,
  WARM_UP,
  DEFINE,
  FILES_UNDER,
  DIFFERENCES,
  OUTPUTS,
  ASAP,
  POLL_EVERY,
  MTU,
  APPEND,
  REFERENCE,
  BUFFER_SIZE,
  FRAMES,
  STREAM,
  TIMEOUT,
  LINK_TYPE,
  BODY,
  POISON,
  SECRET,
  ALLOW,
  ADVISORY,
  JSON_REPORT,
  HTML,
  REPORTER,
  FAIL_ON,
  INSPECT_FAIL_ON,
  PROBE_FAIL_ON,
  VERBOSE,
  LIST,
  QUIET,
  COLOR,
  DRY_RUN,
  FORCE,
];
