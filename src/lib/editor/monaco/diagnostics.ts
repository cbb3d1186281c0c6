import { codeType, type Problem } from '#lib/messages';
import { type CodeModel, type Diagnostic, typescript } from './load';

/** Everything the type checker has against one file. */
export async function diagnose(model: CodeModel, path: string): Promise<Problem[]> {
	const getWorker = await typeScriptWorker();
	if (!getWorker || model.isDisposed()) return [];
	const worker = await getWorker(model.uri);
	const uri = model.uri.toString();
	const found = await Promise.all([
		worker.getSyntacticDiagnostics(uri),
		worker.getSemanticDiagnostics(uri)
	]);
	if (model.isDisposed()) return [];
	return found.flat().map((diagnostic) => toProblem(diagnostic, model, path));
}

const triesMax = 50;
const betweenTriesMs = 100;

/** Monaco loads its TypeScript after the first model is made, and refuses until then. */
async function typeScriptWorker() {
	for (let tries = 0; tries < triesMax; tries++) {
		const getWorker = await typescript.getTypeScriptWorker().catch(() => null);
		if (getWorker) return getWorker;
		await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
	}
	return null;
}

function toProblem(diagnostic: Diagnostic, model: CodeModel, path: string): Problem {
	const { start = 0, length = 0, messageText, code } = diagnostic;
	const from = model.getPositionAt(start);
	const to = model.getPositionAt(start + length);
	const place = {
		file: path,
		line: from.lineNumber,
		column: from.column,
		endLine: to.lineNumber,
		endColumn: to.column
	};
	return codeType(place, code, flatten(messageText));
}

/** A chain says ever more exactly what is wrong; the last link alone would be a riddle. */
function flatten(message: Diagnostic['messageText']): string {
	if (typeof message === 'string') return message;
	return [message.messageText, ...(message.next ?? []).map(flatten)].join(' ');
}
