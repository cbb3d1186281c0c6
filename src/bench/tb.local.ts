import { readEngine } from '#lib/sim/node';
import { simulate } from '#lib/sim';
import { setupOf, standardSpec, backlogSpec } from './standard';
const engine = await readEngine();
for (const n of [10000, 1000000]) {
	const r = simulate(engine, setupOf(standardSpec(n)));
	const b = simulate(engine, setupOf(backlogSpec(n)));
	console.log(n, r.memoryBytes / n, b.memoryBytes / n, r.digest, b.fates.stillQueued);
}
const s = setupOf(standardSpec(300000));
for (let i = 0; i < 6; i++) {
	const t = performance.now();
	const r = simulate(engine, s);
	console.log((r.events / (performance.now() - t) / 1000).toFixed(2), r.events / 300000);
}
