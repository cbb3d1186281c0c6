/** The settings of the cluster, read once, and what follows from them. */
import { settingCount, settingFlag, setting } from '../scenario/settings';
import { Era, KafkaBrokerSetting, Coordination, Truncation } from './settings';

export let coordination: i32 = Coordination.Zookeeper;
export let uncleanElection: bool = false;
/** 0: left to the system. */
export let flushMessages: u32 = 0;
export let flushIntervalUs: f64 = 0;
export let sessionUs: f64 = 0;
export let heartbeatUs: f64 = 0;
export let replicaLagUs: f64 = 0;
/** 0: no such limit. */
export let replicaLagMessages: u32 = 0;
export let checkpointUs: f64 = 0;
export let truncation: i32 = Truncation.HighWatermark;
export let controlledShutdown: bool = false;
export let fetchWaitUs: f64 = 0;
export let era: i32 = Era.V08;
/** Bytes of one record on the wire and on disk, mean of the producers. */
let meanRecordBytes: f64 = 0;
let recordSources: u32 = 0;

export function readCluster(): void {
	coordination = <i32>setting(KafkaBrokerSetting.Coordination);
	uncleanElection = settingFlag(KafkaBrokerSetting.UncleanElection);
	flushMessages = settingCount(KafkaBrokerSetting.FlushMessages);
	flushIntervalUs = setting(KafkaBrokerSetting.FlushIntervalUs);
	sessionUs = setting(KafkaBrokerSetting.SessionTimeoutUs);
	heartbeatUs = setting(KafkaBrokerSetting.HeartbeatUs);
	replicaLagUs = setting(KafkaBrokerSetting.ReplicaLagUs);
	replicaLagMessages = settingCount(KafkaBrokerSetting.ReplicaLagMessages);
	checkpointUs = setting(KafkaBrokerSetting.CheckpointUs);
	truncation = <i32>setting(KafkaBrokerSetting.Truncation);
	controlledShutdown = settingFlag(KafkaBrokerSetting.ControlledShutdown);
	fetchWaitUs = setting(KafkaBrokerSetting.ReplicaFetchWaitUs);
	era = <i32>setting(KafkaBrokerSetting.Era);
	assert(sessionUs > 0 && replicaLagUs > 0 && checkpointUs > 0, 'times of the cluster');
	meanRecordBytes = 0;
	recordSources = 0;
}

/**
 * Overhead of a record: 26 bytes in 0.8 (offset, size, checksum, magic, attributes, two lengths);
 * about 10 in a batch of the format of 0.11 (varints; 61 bytes of the batch come once).
 */
export function recordOverhead(): f64 {
	return era == Era.V08 ? 26 : 10;
}

/** Bytes that a batch adds to its records. */
export function batchOverhead(): f64 {
	return era == Era.V08 ? 0 : 61;
}

export function noteRecordSize(bodyBytes: f64): void {
	const bytes = bodyBytes + recordOverhead();
	meanRecordBytes = (meanRecordBytes * recordSources + bytes) / (recordSources + 1);
	recordSources++;
}

export function recordBytes(): f64 {
	return recordSources == 0 ? 100 : meanRecordBytes;
}
