// Preloaded into a child process: at its end, writes its peak resident memory, in KiB, to a file.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.PEAK_MEMORY_FILE ?? '/dev/null', String(process.resourceUsage().maxRSS));
});
