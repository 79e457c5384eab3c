import type { ProbeResult } from '../../probe/result.ts';
import type { ProbeFindingName } from '../probe/findings.ts';

/** What came of probing a writer, as reporters see it. */
export interface ReportedProbe {
  /** Who the writer is: of a program, its command line. */
  subject: string;
  /** The file that whoever can put it right looks into. */
  file: string;
  result: ProbeResult;
  /** Which findings the user asked to fail it for. */
  failOn: ReadonlySet<ProbeFindingName>;
}
