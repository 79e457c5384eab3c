import type { Finding } from '../../advisory/judge-manifest.ts';
import { worst } from '../../advisory/judgement.ts';
import { osvPackage, osvRecord } from '../../advisory/osv-record.ts';
import { type CheckReport, checkInstead } from './check-text.ts';

/** How many places of a file are in the JSON. */
const LISTED_AT_MOST = 1000;

/** @returns what a check found for programs: packages and versions as OSV has them, and the record itself */
export function checkJson({ advisory, results, problems }: CheckReport): object {
  const verdict = worst(results.map((result) => result.verdict));
  return {
    verdict,
    vulnerability: osvRecord(advisory),
    results: results.map(({ source, verdict, because, findings }) => {
      const isVersion = source.type === 'version';
      const left = findings.length - LISTED_AT_MOST;
      return {
        source: isVersion ? { type: source.type } : source,
        ...(isVersion
          ? { package: osvPackage(source.package, source.version), version: source.version }
          : {}),
        verdict,
        ...(because === undefined ? {} : { because }),
        findings: findings.slice(0, LISTED_AT_MOST).map(findingJson),
        ...(left > 0 ? { findings_left_out: left } : {}),
      };
    }),
    ...(verdict === 'cannot tell'
      ? { check_instead: checkInstead(advisory).map(({ command }) => command) }
      : {}),
    errors: problems,
  };
}

/** @returns what checks by several advisories found: for each as `checkJson` has it */
export function checksJson(reports: readonly CheckReport[], problems: readonly string[]): object {
  const verdicts = reports.flatMap(({ results }) => results.map(({ verdict }) => verdict));
  return {
    verdict: worst(verdicts),
    checks: reports.map((report) => checkJson({ ...report, problems: [] })),
    errors: problems,
  };
}

function findingJson({ package: name, affected, ...finding }: Finding): object {
  return { ...finding, package: osvPackage(name), affected_versions: affected };
}
