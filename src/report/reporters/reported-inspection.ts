import type { InspectionResult } from '../../inspection/result.ts';
import type { InspectionFindingName } from '../inspection/findings.ts';

/** An inspection of a capture, as reporters see it. */
export interface ReportedInspection {
  result: InspectionResult;
  /** Which findings the user asked to fail it for. */
  failOn: ReadonlySet<InspectionFindingName>;
}
