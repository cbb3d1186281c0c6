import { expect, it } from 'vitest';
import { styled } from './styled-message';

it('finds the figure wherever a language puts it', () => {
	expect(styled((n) => `丢失 ${n} 条`, '3')).toEqual([
		{ text: '丢失 ', isFigure: false },
		{ text: '3', isFigure: true },
		{ text: ' 条', isFigure: false }
	]);
	expect(styled((n) => `${n} lost`, '3 024')[0]).toEqual({ text: '3 024', isFigure: true });
});
