/** Twice the size on screen, so that the picture is sharp in a document. */
const SCALE = 2;

/** Paints a standalone SVG. Rejects when the browser will not. */
export async function toPng(svg: string, width: number, height: number): Promise<Blob> {
	const image = new Image();
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
	await image.decode();
	const canvas = document.createElement('canvas');
	canvas.width = Math.round(width * SCALE);
	canvas.height = Math.round(height * SCALE);
	const context = canvas.getContext('2d');
	if (!context) throw new Error('no canvas');
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
	});
}
