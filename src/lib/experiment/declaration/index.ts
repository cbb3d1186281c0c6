/**
 * The text of the declarations of `lab`, for the editor of a page: Vite alone can import a text. It
 * must never be imported by code that runs in Node, where the command line reads the files itself.
 */
import activemq from '../lab/activemq.d.ts?raw';
import check from '../lab/check.d.ts?raw';
import experiment from '../lab/experiment.d.ts?raw';
import faults from '../lab/faults.d.ts?raw';
import kafka from '../lab/kafka.d.ts?raw';
import rabbitmq from '../lab/rabbitmq.d.ts?raw';
import realmGlobals from '../lab/realm-globals.d.ts?raw';
import results from '../lab/results.d.ts?raw';
import running from '../lab/running.d.ts?raw';

export const labDeclaration = [
	experiment,
	rabbitmq,
	kafka,
	activemq,
	faults,
	running,
	results,
	check,
	realmGlobals
].join('\n');
