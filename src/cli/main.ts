import { LearnerError } from '#lib/messages';
import { complain } from './complaint';
import { runCommandLine } from './command-line';

/*
 * `npm run lab -- …`. Exit status: 0 done, 1 a check failed, 2 bad input (one coded line on standard
 * error). Anything else that escapes is our own fault and ends with its stack.
 */

const faultStatus = 70;

try {
	process.exitCode = await runCommandLine(process.argv.slice(2));
} catch (error) {
	if (error instanceof LearnerError) {
		complain(error.problems);
		process.exitCode = 2;
	} else {
		console.error(error);
		process.exitCode = faultStatus;
	}
}
