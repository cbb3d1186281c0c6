declare module 'lab' {
	/** Settings by their path, for example `{ 'producers.batch': 10 }`. */
	export type Overrides = { [Path in SettingPath]?: SettingAt<Path> };

	/**
	 * Values by setting path, all combinations of which are run:
	 * `{ 'producers.batch': [1, 10, 100], 'producers.ack': ['none', 'confirm'] }`. Or a list of the
	 * points you want, each like the overrides of `run`.
	 */
	export type Over = { [Path in SettingPath]?: readonly SettingAt<Path>[] } | readonly Overrides[];

	/** Runs an experiment, with other settings where `overrides` says so. */
	export function run(spec: ExperimentSpec, overrides?: Overrides): Promise<Run>;
	export function run<Broker extends BrokerSpec = RabbitmqBroker>(
		spec: SpecFor<Broker>,
		overrides?: Overrides
	): Promise<Run>;

	/**
	 * Runs an experiment over several settings, each point with `seeds` different seeds (default 5),
	 * the same ones for all points. At most 2000 runs.
	 */
	export function sweep(
		spec: ExperimentSpec,
		over: Over,
		options?: { seeds?: number }
	): Promise<Table>;

	/**
	 * The same with a function that makes the experiment of each point. The factors are its own, for
	 * example the broker: `sweep(({ broker, batch }) => …, { broker: […], batch: [1, 10, 100] })`.
	 */
	export function sweep<const Point extends Record<string, string | number | boolean>>(
		experimentOf: (point: Point) => ExperimentSpec,
		over: { [Factor in keyof Point]: readonly Point[Factor][] },
		options?: { seeds?: number }
	): Promise<Table>;

	/** Shows runs, tables, charts or texts below the cell, in this order. */
	export function show(...things: (Run | Table | Chart | string | number | boolean)[]): void;

	/** Plots, described for the page to draw. */
	export const chart: {
		/** One response of a table against one of its factors, with 95 % intervals over the seeds. */
		line(
			table: Table,
			options: {
				/** A factor: a setting that the sweep varied. */
				x: FactorName;
				/** A response, for example `'throughput.acknowledged'`. */
				y: ResponsePath;
				/** A factor: one line for each of its values. */
				series?: FactorName;
				/** A factor: one small plot for each of its values. */
				facet?: FactorName;
				title?: string;
				/** Default: what fits the values of x. */
				xScale?: 'log' | 'linear' | 'band';
				/** Default: linear, from zero. */
				yScale?: 'log' | 'linear';
			}
		): Chart;
		/**
		 * Lost and duplicated messages over time, by cause. Several runs stand side by side on the same
		 * axes, each under its label.
		 */
		growth(runs: Run | readonly Run[], options?: { title?: string }): Chart;
		/** How long messages took, from the intended send to the end of processing, by percentile. */
		latency(runs: Run | readonly Run[], options?: { title?: string }): Chart;
	};

	/** A setting by its path in an experiment, for example `'broker.queue.mirrors'`. */
	export type SettingPath =
		| { [Name in keyof Clients]: PathsOf<Omit<ExperimentFor<Name>, 'broker'>> }[keyof Clients]
		| `broker.${PathsOf<RabbitmqSettings> | PathsOf<KafkaSettings> | PathsOf<ActivemqSettings>}`
		| `faults.${number}.${FaultSetting}`;

	type FaultSetting =
		| 'target'
		| 'at'
		| 'afterAttempted'
		| 'afterProcessed'
		| 'whileProcessing'
		| 'restartAfter'
		| 'for'
		| 'factor'
		| 'latency'
		| 'loss';

	type PathsOf<Settings> = {
		[Name in keyof Settings & string]-?: NonNullable<Settings[Name]> extends infer Setting
			? Setting extends readonly unknown[] | Duration | Bandwidth | boolean | string
				? Name
				: Name | `${Name}.${PathsOf<Setting>}`
			: never;
	}[keyof Settings & string];

	/** A setting's path, or the name of a factor of your own. */
	export type FactorName = SettingPath | (string & {});

	/** What may stand at a path. */
	export type SettingAt<Path extends string> = ValueAt<ExperimentSpec, Path>;

	type ValueAt<Settings, Path extends string> = Settings extends unknown
		? ValueIn<Settings, Path>
		: never;

	type ValueIn<Settings, Path extends string> = Path extends `faults.${number}.${string}`
		? string | number
		: Path extends `${infer Name}.${infer Rest}`
			? Name extends keyof Settings
				? ValueAt<NonNullable<Settings[Name]>, Rest>
				: never
			: Path extends keyof Settings
				? Settings[Path]
				: never;
}
