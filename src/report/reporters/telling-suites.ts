import type { ReporterRow } from './reporter-row.ts';
import type { Suite } from './suite.ts';

/**
 * For reporters that know tests, and nothing of what is tested.
 *
 * @param load - gives what makes a whole report on suites
 * @returns what a row has for subjects that become suites all at once
 */
export function tellingSuites(
  load: () => Promise<(suites: readonly Suite[]) => string>,
): Required<Pick<ReporterRow, 'comparison' | 'inspection'>> {
  return {
    comparison: async () => {
      const { suitesOfComparison } = await import('./comparison-suites.ts');
      const told = await load();
      return (comparison) => told(suitesOfComparison(comparison));
    },
    inspection: async () => {
      const { suiteOfInspection } = await import('./inspection-suite.ts');
      const told = await load();
      return (inspection) => told([suiteOfInspection(inspection)]);
    },
  };
}
