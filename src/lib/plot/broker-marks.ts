/** One encoding everywhere: a broker has its hue and its marker. */
export type BrokerName = 'rabbitmq' | 'kafka' | 'activemq';
export type MarkerShape = 'circle' | 'square' | 'triangle';

export interface BrokerMark {
	/** As the project writes itself, in every language. */
	name: string;
	/** A CSS colour; the token has one value for each theme. */
	colour: string;
	shape: MarkerShape;
	/** The same marker as a character, for running text. */
	character: string;
}

export const brokerMarks: Readonly<Record<BrokerName, BrokerMark>> = {
	rabbitmq: { name: 'RabbitMQ', colour: 'var(--rabbitmq)', shape: 'circle', character: '●' },
	kafka: { name: 'Kafka', colour: 'var(--kafka)', shape: 'square', character: '■' },
	activemq: { name: 'ActiveMQ', colour: 'var(--activemq)', shape: 'triangle', character: '▲' }
};

export function isBrokerName(value: unknown): value is BrokerName {
	return typeof value === 'string' && Object.hasOwn(brokerMarks, value);
}

/** A marker around the origin whose area is that of a circle of radius `radius`. */
export function markerPath(shape: MarkerShape, radius: number): string {
	const side = radius * Math.sqrt(Math.PI);
	switch (shape) {
		case 'circle':
			return `M${radius},0A${radius},${radius} 0 1,1 ${-radius},0A${radius},${radius} 0 1,1 ${radius},0Z`;
		case 'square':
			return `M${-side / 2},${-side / 2}h${side}v${side}h${-side}Z`;
		case 'triangle': {
			const edge = side * 1.52; // an equilateral triangle of the same area
			const height = (edge * Math.sqrt(3)) / 2;
			return `M0,${(-2 * height) / 3}L${edge / 2},${height / 3}H${-edge / 2}Z`;
		}
	}
}
