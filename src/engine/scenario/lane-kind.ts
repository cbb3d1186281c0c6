/** Which lanes belong to whom: each broker numbers its own from here. */
export const enum FirstLane {
	Rabbitmq = 0,
	Kafka = 64,
	Activemq = 128,
	Scenario = 192
}

/** A fault begins, ends, or is noticed. Owner: fault. */
export const FAULT_LANE: i32 = FirstLane.Scenario;
