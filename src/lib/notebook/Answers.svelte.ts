import type { BlockId, Question } from '#lib/lab';
import type { Answer, PredictionAnswer } from '#lib/progress';

/** What the learner said: predictions, answers to questions, and which hints were opened. */
export class Answers {
	#given = $state.raw<Readonly<Record<string, Answer>>>({});
	#predictions = $state.raw<Readonly<Record<string, PredictionAnswer>>>({});
	#hintsOpened = $state.raw<readonly string[]>([]);

	get given() {
		return this.#given;
	}

	get predictions() {
		return this.#predictions;
	}

	get hintsOpened() {
		return this.#hintsOpened;
	}

	answer(id: BlockId, answer: Answer) {
		this.#given = { ...this.#given, [id]: answer };
	}

	withdrawAnswer(id: BlockId) {
		const { [id]: _withdrawn, ...rest } = this.#given;
		this.#given = rest;
	}

	predict(id: BlockId, prediction: PredictionAnswer) {
		this.#predictions = { ...this.#predictions, [id]: prediction };
	}

	withdrawPrediction(id: BlockId) {
		const { [id]: _withdrawn, ...rest } = this.#predictions;
		this.#predictions = rest;
	}

	openHint(id: BlockId) {
		if (!this.#hintsOpened.includes(id)) this.#hintsOpened = [...this.#hintsOpened, id];
	}

	restore(saved: {
		answers: Readonly<Record<string, Answer>>;
		predictions: Readonly<Record<string, PredictionAnswer>>;
		hintsOpened: readonly string[];
	}) {
		this.#given = saved.answers;
		this.#predictions = saved.predictions;
		this.#hintsOpened = saved.hintsOpened;
	}
}

/** True when the answer is right; a text question that accepts nothing in particular is not judged. */
export function isRight(question: Question, answer: Answer): boolean {
	switch (question.kind) {
		case 'choice': {
			const right = question.choices.flatMap((choice, index) => (choice.correct ? [index] : []));
			return (
				Array.isArray(answer) &&
				answer.length === right.length &&
				right.every((index) => answer.includes(index))
			);
		}
		case 'number':
			return (
				typeof answer === 'number' &&
				Math.abs(answer - question.answer) <= question.tolerance * Math.abs(question.answer)
			);
		case 'text': {
			if (typeof answer !== 'string') return false;
			const said = answer.trim().toLowerCase();
			return (
				question.accept.length === 0 ||
				question.accept.some((accepted) => accepted.trim().toLowerCase() === said)
			);
		}
	}
}
