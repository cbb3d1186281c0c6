/** The broker's settings as they were given; the same for every broker of a run. */
import { setting } from '../scenario/settings';
import { ActivemqBrokerSetting } from './settings';

export let topology: i32 = 0;
export let isTopic = false;
export let isDurable = false;
export let diskSync: i32 = 0;
export let periodicSyncUs: f64 = 0;
export let lockPollUs: f64 = 0;
export let lockKeepAliveUs: f64 = 0;
export let maximumRedeliveries: u32 = 0;
export let redeliveryDelayUs: f64 = 0;
export let memoryLimitBytes: f64 = 0;
export let storeLimitBytes: f64 = 0;
export let storesConcurrently = false;
export let checkpointUs: f64 = 0;
export let startUs: f64 = 0;
export let pageSize: u32 = 0;

export function readOptions(): void {
	topology = <i32>setting(ActivemqBrokerSetting.Topology);
	isTopic = setting(ActivemqBrokerSetting.Topic) != 0;
	isDurable = setting(ActivemqBrokerSetting.DurableSubscription) != 0;
	diskSync = <i32>setting(ActivemqBrokerSetting.DiskSync);
	periodicSyncUs = setting(ActivemqBrokerSetting.PeriodicSyncUs);
	lockPollUs = setting(ActivemqBrokerSetting.LockPollUs);
	lockKeepAliveUs = setting(ActivemqBrokerSetting.LockKeepAliveUs);
	maximumRedeliveries = <u32>setting(ActivemqBrokerSetting.MaximumRedeliveries);
	redeliveryDelayUs = setting(ActivemqBrokerSetting.RedeliveryDelayUs);
	memoryLimitBytes = setting(ActivemqBrokerSetting.MemoryLimitBytes);
	storeLimitBytes = setting(ActivemqBrokerSetting.StoreLimitBytes);
	storesConcurrently = setting(ActivemqBrokerSetting.ConcurrentStoreAndDispatch) != 0;
	checkpointUs = setting(ActivemqBrokerSetting.CheckpointUs);
	startUs = setting(ActivemqBrokerSetting.StartUs);
	pageSize = <u32>setting(ActivemqBrokerSetting.PageSize);
}
