import { describeRecording } from './recorded-scenarios';

describeRecording('kafka-0.8');
