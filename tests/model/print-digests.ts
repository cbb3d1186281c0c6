/** Run as a process of its own by determinism.spec.ts: prints the digests of the golden setups. */
import { golden } from './golden-setups';
import { run } from './setups';

const digests = Object.entries(golden).map(([name, choice]) => [name, run(choice).digest]);
process.stdout.write(JSON.stringify(Object.fromEntries(digests)));
